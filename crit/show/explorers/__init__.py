"""Pictures that the reader can move: on a static page, in a live kernel and in print. `crit.show` hands them on."""
