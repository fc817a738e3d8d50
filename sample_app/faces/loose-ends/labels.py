# expect-file[untracked-runtime-file]
def label(name):
    return f"Property of the tool shed: {name}\n"
