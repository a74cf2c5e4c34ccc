// Shows that a browser is at work here, so that the report can be mailed: finds a number whose hash begins with enough zero
// bits. Without scripts, or on a page that is not served securely, a mailed link does instead.
const BATCH = 256;

const solve = async (text, bits) => {
  const encoder = new TextEncoder();
  const isSolution = (hash) => new DataView(hash).getUint32(0) >>> (32 - bits) === 0;
  for (let first = 0; ; first += BATCH) {
    const hashes = await Promise.all(
      Array.from({ length: BATCH }, (_, index) =>
        crypto.subtle.digest("SHA-256", encoder.encode(`${text}:${first + index}`))),
    );
    const found = hashes.findIndex(isSolution);
    if (found >= 0) return first + found;
  }
};

const note = document.querySelector("[data-proof]");
if (note && window.crypto?.subtle) {
  const { text, bits, proof } = note.dataset;
  try {
    const response = await fetch(proof, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ number: await solve(text, Number(bits)) }),
    });
    if (response.ok) note.textContent = note.dataset.done;
  } catch {
    // Offline: the mailed link remains.
  }
}
