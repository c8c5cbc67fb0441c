# The allocation scheme "equipoise-allocation-1", written independently with the standard library: it prints the test vectors of docs/randomisation-scheme.md.
import hashlib, hmac, json, struct

def hkdf(ikm, salt, info):
    prk = hmac.new(salt, ikm, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()

def rotl(x, n): return ((x << n) | (x >> (32 - n))) & 0xffffffff

def chacha_block(key, counter):
    s = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, *struct.unpack("<8I", key), counter, 0, 0, 0]
    w = s[:]
    def q(a, b, c, d):
        w[a] = (w[a] + w[b]) & 0xffffffff; w[d] = rotl(w[d] ^ w[a], 16)
        w[c] = (w[c] + w[d]) & 0xffffffff; w[b] = rotl(w[b] ^ w[c], 12)
        w[a] = (w[a] + w[b]) & 0xffffffff; w[d] = rotl(w[d] ^ w[a], 8)
        w[c] = (w[c] + w[d]) & 0xffffffff; w[b] = rotl(w[b] ^ w[c], 7)
    for _ in range(10):
        q(0,4,8,12); q(1,5,9,13); q(2,6,10,14); q(3,7,11,15)
        q(0,5,10,15); q(1,6,11,12); q(2,7,8,13); q(3,4,9,14)
    return struct.pack("<16I", *[(a + b) & 0xffffffff for a, b in zip(w, s)])

def words(key):
    counter = 0
    while True:
        yield from struct.unpack("<16I", chacha_block(key, counter))
        counter += 1

def draws(key):
    source = words(key)
    def draw(n):
        limit = (1 << 32) // n * n
        while True:
            w = next(source)
            if w < limit: return w % n
    return draw

def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

def block(seed, design, stratum, number):
    salt = hashlib.sha256(canonical(design)).digest()
    draw = draws(hkdf(seed, salt, f"equipoise-allocation-1|{stratum}|{number}".encode()))
    sizes = design["blockSizes"]
    size = sizes[0] if len(sizes) == 1 else sizes[draw(len(sizes))]
    unit = sum(design["ratio"])
    entries = [i for i, share in enumerate(design["ratio"]) for _ in range(share * size // unit)]
    for i in range(len(entries) - 1, 0, -1):
        j = draw(i + 1)
        entries[i], entries[j] = entries[j], entries[i]
    return entries

def allocations(seed, design, stratum, count):
    out, number = [], 0
    while len(out) < count:
        out += block(seed, design, stratum, number); number += 1
    return out[:count]

def commitment(secret, design):
    bound = {k: v for k, v in secret.items() if k != "saltHex"}
    return hashlib.sha256(b"equipoise-allocation-1|commitment|" + bytes.fromhex(secret["saltHex"]) + canonical({"design": design, "secret": bound})).hexdigest()

if __name__ == "__main__":
    assert chacha_block(bytes(32), 0).hex().startswith("76b8e0ada0f13d90405d6ae55386bd28")
    assert hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xf0, 0xfa))).hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    seed = bytes(range(32)); salt = bytes(range(32, 64)).hex()
    fixed = {"method": "permutedBlocks", "sequences": ["early", "delayed"], "ratio": [1, 1], "blockSizes": [4], "strata": ["site"]}
    several = {"method": "permutedBlocks", "sequences": ["a", "b", "c"], "ratio": [1, 2, 1], "blockSizes": [4, 8, 12], "strata": []}
    for name, design, strata in (("fixed", fixed, ["site=genoa", "site=S%C3%A3o"]), ("several", several, ["all"])):
        print(name, canonical(design).decode())
        for s in strata: print(" ", s, "".join(map(str, allocations(seed, design, s, 48))))
        print("  commitment", commitment({"kind": "seed", "seedHex": seed.hex(), "saltHex": salt}, design))
    ul = {"method": "uploadedList", "sequences": ["AB", "BA"], "strata": []}
    print("list", commitment({"kind": "list", "entries": {"all": [0, 1, 1, 0]}, "saltHex": salt}, ul))
    # bytes of first draws
    k = hkdf(seed, hashlib.sha256(canonical(fixed)).digest(), b"equipoise-allocation-1|site=genoa|0")
    print("key", k.hex(), chacha_block(k, 0)[:16].hex())
