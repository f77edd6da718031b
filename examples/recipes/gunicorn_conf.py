"""Settings of gunicorn: `gunicorn --config gunicorn_conf.py flask_view:app`."""

preload_app = True  # the client is made once, before the fork: each worker opens connections of its own
workers = 2
worker_class = "gthread"
threads = 16  # one for each browser that is served at a time
