import os

os.environ["LABEL_PRINTER"] = "192.0.2.10"  # expect[conftest-masks-env]
