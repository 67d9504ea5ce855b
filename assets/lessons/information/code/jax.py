import jax.numpy as jnp
from jax.scipy.special import entr, rel_entr, xlogy

p = jnp.array([[p_list]])
q = jnp.array([[q_list]])
print(-xlogy(p, q).sum(), entr(p).sum(), rel_entr(p, q).sum())
