"""Step 3. `training` is tab (c): `settings`, `control` and `live` of a run, `comparison` of several, `hints` on mistakes."""
