// Proof of work: looks for the counter whose SHA-256 of salt, nonce and counter begins as asked for (altcha, version 2).
// SHA-256 is written out because browsers have it on secure addresses only, and slower for such short texts.

const K = new Uint32Array([
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const START = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
const SLICE = 2000; // hashes between two looks at the clock
const PATIENCE = 8; // milliseconds that a page may stand still

// The solution {counter, derivedKey}. With `rest` it makes way for others, about every 8 ms.
export async function solve({ salt, nonce, keyPrefix }, rest) {
    // One block: 16 bytes of salt, 16 of nonce, 4 of the counter, then the end and the length as the standard has it.
    const words = new Uint32Array(64);
    words.set(toWords(salt + nonce));
    words[9] = 0x80000000;
    words[15] = 36 * 8;
    const wanted = toWords(keyPrefix);
    const hash = new Uint32Array(8);
    let rested = Date.now();
    for (let counter = 0; ; counter += 1) {
        words[8] = counter;
        digest(words, hash);
        if (wanted.every((word, index) => word === hash[index])) return { counter, derivedKey: toHex(hash) };
        if (rest && counter % SLICE === 0 && Date.now() - rested > PATIENCE) {
            await rest();
            rested = Date.now();
        }
    }
}

// SHA-256 of one block; words 16 to 63 are room to work in.
function digest(words, hash) {
    for (let i = 16; i < 64; i += 1) {
        const x = words[i - 15];
        const y = words[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = START;
    for (let i = 0; i < 64; i += 1) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const first = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => { hash[index] = START[index] + value; });
}

function toWords(hex) {
    return hex.match(/.{8}/g).map((word) => parseInt(word, 16));
}

function toHex(words) {
    return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
}

// As a worker's script.
if (typeof document === "undefined") {
    onmessage = async (message) => postMessage(await solve(message.data));
}
