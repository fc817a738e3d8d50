timeout = 120
bind = "127.0.0.1:8000"
timeout = 30  # expect[server-setting-twice]
