# The app with its balancer: `docker build -t felt .`, then `docker run -p 8700:8700 felt`.
FROM python:3.12-slim-bookworm
WORKDIR /app
COPY requirements.txt deploy/find_caddy.sh ./
RUN pip install --no-cache-dir --requirement requirements.txt && ./find_caddy.sh
COPY . .
RUN useradd --create-home felt
USER felt
EXPOSE 8700
# The same command as `make serve REPLICAS=2 PORT=8700`; compose.yaml runs its parts apart.
CMD ["python", "-m", "lib.web.serve", "--replicas", "2", "--port", "8700"]
