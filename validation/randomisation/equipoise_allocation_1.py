# The allocation scheme "equipoise-allocation-1", written independently with the standard library.
#   python3 equipoise_allocation_1.py vectors          prints the test vectors (vectors.json)
#   python3 equipoise_allocation_1.py verify FILE      recomputes every allocation of `equipoise export TRIAL --randomisation FILE`
import hashlib, hmac, json, math, struct, sys

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

class Draws:
    def __init__(self, key): self.source = words(key)

    def word(self): return next(self.source)

    def below(self, n):
        limit = (1 << 32) // n * n
        while True:
            w = self.word()
            if w < limit: return w % n

    def large(self, n):
        bits = (n - 1).bit_length()
        while True:
            value = sum(self.word() << (32 * i) for i in range((bits + 31) // 32)) % (1 << bits)
            if value < n: return value

    def pick(self, shares):
        whole = all(float(share).is_integer() for share in shares)
        place = self.below(int(sum(shares))) if whole else self.word() * running_sum(shares)
        unit, reached = (1 if whole else 2.0 ** 32), 0
        for index, share in enumerate(shares):
            reached += share
            if place < unit * reached: return index

def running_sum(values):
    total = 0
    for value in values: total += value  # not sum(): its result depends on Python's version
    return total

def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

def draws_of(seed, design, stratum, unit):
    salt = hashlib.sha256(canonical(design)).digest()
    return Draws(hkdf(seed, salt, f"equipoise-allocation-1|{stratum}|{unit}".encode()))

def permuted_block(draw, design):
    sizes = design["blockSizes"]
    size = sizes[0] if len(sizes) == 1 else sizes[draw.below(len(sizes))]
    unit = sum(design["ratio"])
    entries = [i for i, share in enumerate(design["ratio"]) for _ in range(share * size // unit)]
    for i in range(len(entries) - 1, 0, -1):
        j = draw.below(i + 1)
        entries[i], entries[j] = entries[j], entries[i]
    return entries

def maximal_order(draw, design):
    length, most = design["length"], design["maximumImbalance"]
    ways = {(length, 0): 1}
    for position in range(length - 1, -1, -1):
        for lead in range(-most, most + 1):
            ways[position, lead] = ways.get((position + 1, lead + 1), 0) + ways.get((position + 1, lead - 1), 0)
    rank, lead, entries = draw.large(ways[0, 0]), 0, []
    for position in range(length):
        first = ways.get((position + 1, lead + 1), 0)
        entries.append(0 if rank < first else 1)
        if rank >= first: rank -= first
        lead += 1 if entries[-1] == 0 else -1
    return entries

def coin(difference, p):
    if difference == 0: return [1, 1]
    return [p, 1 - p] if difference < 0 else [1 - p, p]

def shares_by_counts(design, counts):
    method, difference = design["method"], counts[0] - counts[1]
    if method == "simple": return design["ratio"]
    if method == "biasedCoin": return coin(difference, design["probability"])
    if method in ("bigStick", "biasedCoinWithTolerance"):
        if difference >= design["maximumImbalance"]: return [0, 1]
        if -difference >= design["maximumImbalance"]: return [1, 0]
        return [1, 1] if method == "bigStick" else coin(difference, design["probability"])
    start, added, drawn = design["initialBalls"], design["addedBalls"], sum(counts)
    return [1] * len(counts) if start == 0 and drawn == 0 else [start + added * (drawn - count) for count in counts]

def spread(measure, x):
    if measure == "range": return max(x) - min(x)
    squares = len(x) * sum(value * value for value in x) - sum(x) ** 2
    return squares if measure == "variance" else math.sqrt(squares)

def shares_by_margins(design, margins, levels):
    ratio, p = design["ratio"], design["probability"]
    total, scale = sum(ratio), math.lcm(*ratio)
    imbalance = []
    for k in range(len(ratio)):
        sum_k = 0
        for f, factor in enumerate(design["factors"]):
            known = margins.get((f, levels[f]), [0] * len(ratio))
            x = [(known[j] + (j == k)) * (scale // ratio[j]) for j in range(len(ratio))]
            sum_k += factor["weight"] * spread(design["measure"], x)
        imbalance.append(sum_k)
    bound = min(imbalance) + 1e-9 * max(1, min(imbalance))
    preferred = [value <= bound for value in imbalance]
    share_of_preferred = sum(share for share, is_best in zip(ratio, preferred) if is_best)
    if share_of_preferred == total: return ratio
    left = (1 - p) / (total - min(ratio))
    shares = []
    for share, is_best in zip(ratio, preferred):
        other = share * left
        itself = 1 - (total - share) * left
        shares.append((share / share_of_preferred) * itself + (1 - share / share_of_preferred) * other if is_best else other)
    return shares

def allocations(seed, design, stratum, count, levels=None):
    """The first `count` entries of a stratum; `levels[i]` are the levels of entry i, in the order of the design's factors."""
    out, unit, counts, margins = [], 0, [0] * len(design["sequences"]), {}
    while len(out) < count:
        draw = draws_of(seed, design, stratum, unit)
        unit += 1
        if design["method"] == "permutedBlocks": out += permuted_block(draw, design)
        elif design["method"] == "maximalProcedure": out += maximal_order(draw, design)
        elif design["method"] == "minimisation":
            own = levels[len(out)]
            out.append(draw.pick(shares_by_margins(design, margins, own)))
            for f, level in enumerate(own): margins.setdefault((f, level), [0] * len(counts))[out[-1]] += 1
        else:
            out.append(draw.pick(shares_by_counts(design, counts)))
            counts[out[-1]] += 1
    return out[:count]

def commitment(secret, design):
    bound = {k: v for k, v in secret.items() if k != "saltHex"}
    return hashlib.sha256(b"equipoise-allocation-1|commitment|" + bytes.fromhex(secret["saltHex"]) + canonical({"design": design, "secret": bound})).hexdigest()

def level_text(value): return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)

def verify(export):
    """Everything that is wrong with the export of an unblinded trial, as lines; none if all is as it was committed to."""
    design, secret, wrong, known = export["design"], export["revealed"], [], {}
    if commitment(secret, design) != export["commitment"]: wrong.append("the commitment is another")
    for part in export.get("appended", []):
        if commitment(part["revealed"], design) != part["commitment"]: wrong.append("the commitment of an appended part is another")
    for stratum in sorted({claim["stratum"] for claim in export["claims"]}):
        claims = sorted((claim for claim in export["claims"] if claim["stratum"] == stratum), key=lambda claim: claim["index"])
        if [claim["index"] for claim in claims] != list(range(len(claims))): wrong.append(f"{stratum}: entries are missing")
        if secret["kind"] == "list": found = sum((one["entries"].get(stratum, []) for one in [secret] + [part["revealed"] for part in export.get("appended", [])]), [])
        else:
            levels = [[level_text(claim["levels"][factor["id"]]) for factor in design.get("factors", [])] for claim in claims]
            found = allocations(bytes.fromhex(secret["seedHex"]), design, stratum, len(claims), levels)
        known.update({(stratum, index): design["sequences"][sequence] for index, sequence in enumerate(found)})
    for one in export["participants"]:
        found = known.get((one["stratum"], one["index"]))
        for source in ("sequence", "opened"):
            if source in one and one[source] != found: wrong.append(f"{one['randomisationNumber']}: {source} {one[source]}, recomputed {found}")
    return wrong

def vectors():
    seed, salt = bytes(range(32)), bytes(range(32, 64)).hex()
    two = {"sequences": ["early", "delayed"], "ratio": [1, 1]}
    three = {"sequences": ["a", "b", "c"]}
    factors = [{"id": "sex", "weight": 1}, {"id": "age", "weight": 2}, {"id": "site", "weight": 0.5}]
    designs = [
        {"method": "permutedBlocks", **two, "blockSizes": [4], "strata": ["site"]},
        {"method": "permutedBlocks", **three, "ratio": [1, 2, 1], "blockSizes": [4, 8, 12], "strata": []},
        {"method": "simple", **three, "ratio": [2, 2, 1], "strata": []},
        {"method": "biasedCoin", **two, "probability": 2 / 3, "strata": []},
        {"method": "bigStick", **two, "maximumImbalance": 3, "strata": []},
        {"method": "biasedCoinWithTolerance", **two, "maximumImbalance": 3, "probability": 0.75, "strata": []},
        {"method": "maximalProcedure", **two, "maximumImbalance": 2, "length": 40, "strata": []},
        {"method": "urn", **three, "ratio": [1, 1, 1], "initialBalls": 1, "addedBalls": 3, "strata": []},
        {"method": "urn", **two, "initialBalls": 0, "addedBalls": 1, "strata": []},
    ] + [
        {"method": "minimisation", **arms, "factors": factors, "measure": measure, "probability": p, "strata": []}
        for arms, measure, p in (
            (two, "range", 0.8), (two, "variance", 1), (two, "standardDeviation", 0.7),
            ({**three, "ratio": [2, 2, 1]}, "range", 0.8), ({**three, "ratio": [2, 2, 1]}, "variance", 0.6),
            ({**three, "ratio": [1, 1, 1]}, "standardDeviation", 0.9))
    ]
    out = []
    for design in designs:
        for stratum in (["site=genoa", "site=S%C3%A3o"] if design["strata"] else ["all"]):
            levels = [[str(i * 7 % 5 % 2), str(i * 11 % 13 % 3), str(i * 5 % 17 % 4)] for i in range(96)] if "factors" in design else None
            out.append({
                "design": design, "stratum": stratum, **({"levels": levels} if levels else {}),
                "entries": "".join(map(str, allocations(seed, design, stratum, 96, levels))),
                "commitment": commitment({"kind": "seed", "seedHex": seed.hex(), "saltHex": salt}, design)})
    return {"seedHex": seed.hex(), "saltHex": salt, "vectors": out}

if __name__ == "__main__":
    assert chacha_block(bytes(32), 0).hex().startswith("76b8e0ada0f13d90405d6ae55386bd28")
    assert hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xf0, 0xfa))).hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    if sys.argv[1:] == ["vectors"]: print(json.dumps(vectors(), indent=1))
    elif len(sys.argv) == 3 and sys.argv[1] == "verify":
        with open(sys.argv[2], encoding="utf-8") as file: problems = verify(json.load(file))
        print("\n".join(problems) or "every allocation is the one that was committed to")
        sys.exit(1 if problems else 0)
    else: sys.exit("usage: equipoise_allocation_1.py vectors | verify FILE")
