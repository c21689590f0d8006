"""Configs that mean harm: what runs code, leaves the journal, or never ends."""

CALL = "touch owned"

EXECUTING = {
    "apply": f"a: !apply:os.system ['{CALL}']\n",
    "applyref": f"a: !applyref:os.system ['{CALL}']\n",
    "applyref-args": f"a: !applyref:subprocess.run {{_args: [[{CALL}]], _kwargs: {{}}}}\n",
    "new": f"a: !new:subprocess.Popen [[sh, -c, '{CALL}']]\n",
    "new-empty": "a: !new:antigravity.x\n",
    "name": f"a: !name:os.system ['{CALL}']\nb: !apply:builtins.map [!ref <a>, [1]]\n",
    "module": "a: !module:antigravity\n",
    "attribute": "a: !module:os\nb: !ref <a.system>\nc: !ref <a.path.join> / 2\n",
    "python-apply": f"a: !!python/object/apply:os.system ['{CALL}']\n",
    "python-new": f"a: !!python/object/new:subprocess.Popen [[sh, -c, '{CALL}']]\n",
    "python-name": "a: !!python/name:os.system\n",
    "python-module": "a: !!python/module:antigravity\n",
    "python-verbatim": f"a: !<tag:yaml.org,2002:python/object/apply:os.system> ['{CALL}']\n",
    "python-handle": "%TAG !p! tag:yaml.org,2002:python/\n---\n"
    f"a: !p!object/apply:os.system ['{CALL}']\n",
    "python-key": f"? !!python/object/apply:os.system ['{CALL}']\n: 1\n",
    "tuple": f"a: (!!python/object/apply:os.system ['{CALL}'], 1)\n",
    "tuple-tag": f"a: !tuple '(!!python/object/apply:os.system [\"{CALL}\"])'\n",
    "tuple-built": f"t: '!!python/object/apply:os.system [\"{CALL}\"]'\na: !ref (<t>)\n",
    "arithmetic-call": "f: 1\na: !ref __import__('os').system('touch owned') + <f>\n",
    "arithmetic-walrus": "f: 1\na: !ref (lambda:open('owned','w'))() + <f>\n",
    "merge-apply": f"a: &a !apply:os.system {{command: '{CALL}'}}\nb: {{<<: *a}}\n",
    "copy-apply": f"a: !apply:os.system ['{CALL}']\nb: !copy <a>\nc: !ref x<a>y\n",
    "percent": f"a: !new%3Asubprocess.Popen [['{CALL}']]\n",
    "whole": f"!apply:os.system ['{CALL}']\n",
}

ESCAPES = {
    "parent": "a: !include:../../../../etc/passwd\n",
    "absolute": "a: !include:/etc/passwd\n",
    "doubled": "a: !include://etc/passwd\n",
    "encoded": "a: !include:%2e%2e/%2e%2e/%2e%2e/etc/passwd\n",
    "inside-out": "a: !include:sub/../../../../etc/passwd\n",
    "null": "a: !include:x%00.yaml\n",
    "backslash": "a: !include:..%5C..%5Cetc%5Cpasswd\n",
    "home": "a: !include:~/.ssh/id_rsa\n",
    "device": "a: !include:/dev/zero\n",
    "drive": "a: !include:C:/x.yaml\n",
    "nothing": "a: '!include:'\nb: !include:\n",
}

BOMBS = {
    "power": "n: 9\na: !ref <n> ** <n> ** 9\n",
    "power-chain": "n: 9999\na: !ref <n> ** <n>\nb: !ref <a> ** <a>\nc: !ref <b> * <b>\n",
    "repeat": "n: 999999999\na: !ref \"'x' * <n>\"\n",
    "format": "n: 7\na: !ref \"'%999999999d' % <n>\"\n",
    "format-star": "n: 7\na: !ref \"'%*d' % <n>\"\n",
    "brackets": "n: 7\na: !ref " + "(" * 5000 + "<n>" + ")" * 5000 + "\n",
    "minus": "n: 7\na: !ref " + "-" * 9000 + "<n>\n",
    "plus": "n: 7\na: !ref <n>" + "+1" * 4000 + "\n",
    "digits": "n: " + "9" * 100_000 + "\na: !ref <n> + 1\n",
    "flow-depth": "a: " + "[" * 100_000 + "\n",
    "flow-depth-mapping": "a: " + "{a: " * 100_000 + "\n",
    "hints": "".join(f"key_{n}: 1\nb{n}: !ref <kye_{n}>\n" for n in range(4_000)),
    "block-depth": "\n".join(" " * level + "a:" for level in range(1000)) + "\n",
    "dash-depth": "a:\n  " + "- " * 100_000 + "x\n",
    "laughs": "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
    "laughs-ref": "a0: [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: [{', '.join([f'!ref <a{n - 1}>'] * 9)}]\n" for n in range(1, 12)),
    "laughs-copy": "a0: [x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"a{n}: [{', '.join([f'!copy <a{n - 1}>'] * 9)}]\n" for n in range(1, 12)),
    "laughs-text": "a0: xxxxxxxxxx\n"
    + "".join(f"a{n}: !ref {f'<a{n - 1}>' * 9}\n" for n in range(1, 12)),
    "laughs-merge": "a0: &a0 {x: 1, y: 2}\n"
    + "".join(
        f"a{n}: &a{n} {{<<: *a{n - 1}, l{n}: *a{n - 1}, m{n}: *a{n - 1}}}\n" for n in range(1, 40)
    ),
    "recursive": "a: &a [*a]\n",
    "recursive-ref": "a: [!ref <b>]\nb: [!ref <a>]\n",
    "recursive-text": "a: !ref <b>x\nb: !ref <a>x<a>\n",
    "recursive-plain": "a: '<b>'\nb: '<a><a>'\nc: !ref <a>\n",
    "recursive-include": "a: !include:config.yaml\nb: !include:config.yaml {a: !ref <b>}\n",
    "chain": "a0: 1\n"
    + "".join(f"a{n}: \"<a{n - 1}>\"\n" for n in range(1, 3000)) + "z: !ref <a2999>\n",
    "many": "".join(f"k{n}: 1\n" for n in range(60_000)),
    "large": "a: '" + "x" * 2_000_000 + "'\n",
    "brackets-reference": "a: !ref " + "<" * 60_000 + "\n",
    "angles": "a: 1\nb: !ref " + "<a>" * 20_000 + "\n",
    "index-chain": "a: 1\nb: !ref <" + "a[" * 20_000 + ">\n",
    "hashes": "a: " + " #" * 200_000 + "\n",
    "tabs": "a: 1\n" + "\t" * 200_000 + "\n",
    "spaces-tuple": "a: \"(" + " :" * 20_000 + ")\"\n",
    "long-key": "a" * 100_000 + ": 1\n",
    "long-references": "a: " + "x" * 9000 + "\n"
    + "".join(f"k{n}: !ref <a>y{n}\n" for n in range(40_000)),
    "long-arithmetic": "a: " + "1+" * 1000 + "1\n"
    + "".join(f"k{n}: !ref <a>+{n}\n" for n in range(20_000)),
    "long-arithmetic-brackets": "a: " + "(1)*" * 2000 + "1\n"
    + "".join(f"k{n}: !ref <a>+{n}\n" for n in range(19_000)),
    "tuples": "a: (" + "1, " * 20_000 + "1)\n"
    + "".join(f"k{n}: !ref <a>\n" for n in range(15_000)),
    "short-tuples": "".join(f"k{n}: (1, 2, 3, {n})\n" for n in range(19_000)),
    "shared-text": "a: " + "x" * 600_000 + "\n"
    + "".join(f"k{n}: !ref <a>\n" for n in range(15_000)),
    "shared-tag": "a: &a !new:" + "x" * 600_000 + "\n"
    + "".join(f"k{n}: [*a]\n" for n in range(15_000)),
    "shared-reference": "b: 1\na: &a !ref '<b>" + "#" * 9000 + "'\n"
    + "".join(f"k{n}: *a\n" for n in range(15_000)),
    "shown-list": "a: [" + "1, " * 10_000 + "1]\n"
    + "".join(f"k{n}: !ref x<a>\n" for n in range(15_000)),
    "shown-nesting": "a: " + "[" * 90 + "1" + "]" * 90 + "\n"
    + "".join(f"k{n}: !ref x<a>\n" for n in range(15_000)),
    "copies": "a: {" + ", ".join(f"x{n}: [1]" for n in range(500)) + "}\n"
    + "".join(f"k{n}: !copy <a>\n" for n in range(19_000)),
    "missing": "".join(f"key{n}: 1\n" for n in range(19_000))
    + "".join(f"k{n}: !ref <kye{n}>\n" for n in range(15_000)),
    "chains": "".join(f"a{n}: '<a{n + 1}>'\n" for n in range(90)) + "a90: 1\n"
    + "".join(f"k{n}: !ref <a0>\n" for n in range(20_000)),
    "chains-of-texts": "".join(f"a{n}: 'x<a{n + 1}>'\n" for n in range(90)) + "a90: 1\n"
    + "".join(f"k{n}: !ref <a0>\n" for n in range(20_000)),
    "integers": "n: 9\na: !ref <n> ** 4500\n"
    + "".join(f"k{n}: !ref <a> * 3\n" for n in range(18_000)),
    "shared-integer": "n: 9\na: !ref <n> ** 4500\n"
    + "".join(f"k{n}: !ref <a>\n" for n in range(18_000)),
    "repeated-texts": "n: 60_000\n"
    + "".join(f"k{n}: !ref \"'x' * <n>\"\n" for n in range(20_000)),
    "hexadecimal": "a: 0x" + "f" * 900_000 + "\n",
    "binary": "a: 0b" + "1" * 900_000 + "\n",
    "includes": "#" * 800_000 + "\n"
    + "".join(f"k{n}: !include:config.yaml\n" for n in range(8_000)),
    "small-includes": "".join(f"k{n}: !include:config.yaml\n" for n in range(4_000)),
    "merges": "a: &a {" + ", ".join(f"x{n}: 1" for n in range(500)) + "}\n"
    + "".join(f"k{n}: {{<<: *a}}\n" for n in range(15_000)),
    "merged-lists": "a: &a {x: 1}\nb: {<<: [" + ", ".join(["*a"] * 100_000) + "]}\n",
}  # fmt: skip

ODD = {
    "empty": "",
    "null-byte": "a: \0\n",
    "escape": "a: \x1b[31m\n",
    "surrogate": "a: \ud800\n",
    "private": "a: \ue000\ufffe\n",
    "bom-inside": "a: x\ufeffy\n",
    "right-to-left": "a: \u202egnp.exe\n\u202eb: !new:os.system\n",
    "line-separator": "a: 1\u2028b: !apply:os.system [ls]\n",
    "next-line": "a: 1\x85b: 2\n",
    "full-width": "ａ: ！apply:os.system\n",
    "confusable": "lr: 1\nlг: 2\nа: !ref <a>\n",
    "zero-width": "a\u200b: 1\na: 2\nb: !ref <a\u200b>\n",
    "composed": "caf\u00e9: 1\ncafe\u0301: 2\nb: !ref <caf\u00e9> + <cafe\u0301>\n",
    "full-width-digits": "a: １２\nb: ٣\nc: !ref <a> + <b>\nd: 1\uff0e5\n",
    "isolates": "a: '\u2066!apply:os.system\u2069'\nb: \u2067[x]\u2069\n",
    "tag-characters": "a: x\U000e0041\U000e007f\n",
    "variation": "a\ufe0f: 1\na: 2\n",
    "delete": "a: \x7f\n",
    "c1": "a: \x9b31m\n",
    "ideographic-space": "a:\u30001\nb:\u00a02\nc:\u20032\n",
    "bom-doubled": "\ufeff\ufeffa: 1\n",
    "reversed-bom": "\ufffea: 1\n",
    "utf-16": "a: 1\n".encode("utf-16-le").decode("latin-1"),
    "lone-return": "a: 1\rb: !ref <a>\r\nc: 2\n",
    "form-feed": "a: 1\x0cb: 2\n",
    "escaped-controls": 'a: "\\0\\x1b]0;x\\a"\nb: !ref "<a>\\x1b"\n',
    "escaped-surrogate": 'a: "\\ud800"\nb: !ref <a>x\n',
    "escaped-surrogates": 'a: "\\ud83d\\ude00"\n',
    "escaped-far": 'a: "\\Uffffffff"\n',
    "override-key": "__proto__: 1\n__class__: !ref <__proto__>\n__init__: {a: 1}\n",
    "bad-number": "a: 0b_\n",
    "bad-date": "a: 2026-99-99\n",
    "nan-key": "a: {.nan: 1, .nan: 2}\n",
    "number-keys": "1: 2\n~: 3\ntrue: 4\n2026-01-01: 5\n",
    "collection-keys": "? {a: 1}\n: 2\n? [b]\n: 3\n",
    "reference-key": "!ref a: 1\n? !ref <b>\n: 2\n",
    "merge-scalar": "a: {<<: 3}\nb: {<<: [1, 2]}\nc: {<<: {}, <<: {}}\n",
    "placeholders": "a: !PLACEHOLDER\nb: !PLACEHOLDER {c: 1}\nc: !PLACEHOLDER [1]\n"
    "d: !ref <a[b]>\n",
    "tagged-reference": "a: !ref {b: 1}\nb: !copy [1]\nc: !ref\n"
    "d: !ref <>\ne: !ref <.>\nf: !ref <[>\n",
    "unknown-alias": "a: *nowhere\n",
    "two-documents": "a: 1\n---\nb: 2\n...\n%FOO\n---\n",
    "directives": "%YAML 9.9\n%YAML 9.9\n---\na: 1\n",
    "huge-version": "%YAML 99999999999999999999.1\n---\na: 1\n",
    "unclosed": "a: [1, {b: 'x\n",
    "divided": "z: 0\na: !ref 1 / <z>\nb: !ref 1 % <z>\nc: !ref 10.0 ** 400 <z>\nd: !ref 1<z>j\n",
}
