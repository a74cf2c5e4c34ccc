# Sourced by run with --peers, after setup.sh: installs the stand-ins below the target folder, so that the source tree stays
# as it is. Gives $peers, the folder with all that they need. What was installed for the same lock files is used again.
peers=$CARGO_TARGET_DIR/peers
mkdir -p "$peers"
rm -rf "$peers/fastify" "$peers/django"
cp -r "$root/bench/peers/fastify" "$root/bench/peers/django" "$peers"
find "$peers/django" -name __pycache__ -prune -exec rm -rf {} +

# Any npm will do: the Node.js that runs Fastify is one of its packages, except on rare processors.
command -v npm >/dev/null || install npm
if ! cmp -s "$peers/fastify/package-lock.json" "$peers/installed.json"; then
  echo "$name: installing Fastify from npm" >&2
  cp "$peers/fastify/package.json" "$peers/fastify/package-lock.json" "$peers"
  npm ci --prefix "$peers" --no-audit --no-fund --loglevel=error >&2
  node=$(ls "$peers"/node_modules/node-linux-*/bin/node 2>/dev/null || command -v node)
  ln -sf "$node" "$peers/node"
  cp "$peers/package-lock.json" "$peers/installed.json"
fi

python3 -c 'import ensurepip, venv' 2>/dev/null || install python3-venv
if ! cmp -s "$peers/django/requirements.txt" "$peers/installed.txt"; then
  echo "$name: installing Django from PyPI" >&2
  rm -rf "$peers/venv"
  python3 -m venv "$peers/venv"
  "$peers/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$peers/django/requirements.txt" >&2
  "$peers/venv/bin/pip" check --disable-pip-version-check >&2
  cp "$peers/django/requirements.txt" "$peers/installed.txt"
fi
