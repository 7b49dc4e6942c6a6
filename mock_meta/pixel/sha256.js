/**
 * SHA-256, written out because the browser's own is asynchronous (and missing on plain http), while an event must
 * leave in the task that tracked it.
 *
 * @param {string} text hashed as UTF-8
 * @returns {string} 64 lower-case hexadecimal digits
 */
function sha256(text) {
  const words = paddedWords(new TextEncoder().encode(text));
  const hash = Uint32Array.from(SHA_INITIAL);
  for (let start = 0; start < words.length; start += 16) compress(hash, words.subarray(start, start + 16));
  return Array.from(hash, (word) => word.toString(16).padStart(8, "0")).join("");
}

/** The first 32 bits of the fractional part of a root, as FIPS 180-4 derives its constants. */
function fractionBits(root) {
  return Math.floor((root % 1) * 2 ** 32);
}

const SHA_PRIMES = (() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  return primes;
})();
const SHA_INITIAL = SHA_PRIMES.slice(0, 8).map((prime) => fractionBits(Math.sqrt(prime)));
const SHA_ROUND = SHA_PRIMES.map((prime) => fractionBits(Math.cbrt(prime)));

/** The message, a single one bit, zeros, and the length in bits, as big-endian 32-bit words. */
function paddedWords(bytes) {
  const words = new Uint32Array(((bytes.length + 8) >> 6) * 16 + 16);
  bytes.forEach((byte, i) => (words[i >> 2] |= byte << (24 - (i % 4) * 8)));
  words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length % 4) * 8);
  words[words.length - 1] = bytes.length * 8;
  return words;
}

function rotate(word, count) {
  return (word >>> count) | (word << (32 - count));
}

function schedule(block) {
  const w = new Uint32Array(64);
  w.set(block);
  for (let i = 16; i < 64; i += 1) {
    const s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  return w;
}

function compress(hash, block) {
  const w = schedule(block);
  let [a, b, c, d, e, f, g, h] = hash;
  for (let i = 0; i < 64; i += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + SHA_ROUND[i] + w[i]) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] += word));
}
