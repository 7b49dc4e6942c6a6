"""Write the schema files again from the types."""

from harness.schemas import FOLDER, generated

for name, text in generated().items():
    (FOLDER / name).write_text(text, encoding="utf-8")
