from sklearn.metrics.pairwise import euclidean_distances

a, p, n = [[[anchor]]], [[[positive]]], [[[negative]]]
# scikit-learn has no triplet loss; this one takes squared distances, as the paper does.
near, far = (float(euclidean_distances(a, x, squared=True).item()) for x in (p, n))
print(max(0, near - far + [[margin]]))
