import keras

z, labels = [[z]], [[labels]]
(loss,) = keras.ops.ctc_loss(
    keras.ops.convert_to_tensor([labels], dtype="int32"),
    keras.ops.convert_to_tensor([z], dtype="float32"),
    target_length=keras.ops.convert_to_tensor([len(labels)], dtype="int32"),
    output_length=keras.ops.convert_to_tensor([len(z)], dtype="int32"),
    mask_index=0,
)
# Some backends take −100,000 for ln 0: a word that no alignment spells costs that, not infinity.
print(float(loss) if loss < 5e4 else float("inf"))
