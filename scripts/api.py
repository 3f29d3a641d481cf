#!/usr/bin/env python3
"""Reads the C headers once and holds against them whatever repeats some of it: the exported names, the tables of Python,
Java and C, the names in all languages, and the documents. What a new function still lacks is printed, one line for each.

    api.py                checks everything
    api.py --write        writes include/cybsign.symbols, then checks
    api.py --stub         prints a C source with an empty function for each declaration
    api.py --seen FILE    checks that no function returned a status that its comment doesn't list; a line is "function status"

    --include FOLDER      the folder of the headers, if it is another than include/
"""

import argparse
import ast
import ctypes
import importlib.util
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What every function may return besides what its comment lists; the header's conventions say so.
ALWAYS = {"CYBSIGN_E_MEMORY", "CYBSIGN_E_CRYPTO", "CYBSIGN_E_PANIC"}


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


class Function:
    """A function of the header: its name, the type of its result, its parameters (type, name), and its comment."""

    def __init__(self, comment, warns, result, name, parameters):
        self.name, self.result, self.warns = name, clean_type(result), bool(warns)
        given = [] if parameters.strip() == "void" else parameters.split(",")
        self.parameters = [(clean_type(kind), name) for kind, name in map(split_parameter, given)]
        self.brief, *tags = re.split(r"\n@", comment)
        self.tags = [tuple(tag.split(None, 1)) if " " in tag else (tag, "") for tag in tags]
        self.can_fail = self.result == "cybsign_status" and ("cybsign_error **", "err") in self.parameters

    def tag(self, name):
        return [" ".join(text.split()) for tag, text in self.tags if tag == name]

    def statuses(self):
        return set(re.findall(r"\bCYBSIGN_(?:OK|E_\w+)", " ".join(self.tag("return"))))

    def kinds(self):
        """A letter for each parameter, by which the table of argument tests says what it is."""
        letters = {
            "cybsign_error **": "e", "cybsign_bytes *": "t", "cybsign_request *": "r", "int64_t *": "i", "int32_t *": "k",
            "size_t": "l", "int64_t": "n", "int32_t": "n", "void *": "x", "cybsign_credential **": "c",
            "cybsign_simple_order **": "s", "cybsign_stream **": "m", "cybsign_scmp **": "p",
        }
        kinds = ""
        for kind, name in self.parameters:
            if (kind, name) == ("int32_t *", "state"):
                kinds += "j"
            elif kind in letters:
                kinds += letters[kind]
            elif kind.endswith("_callback"):
                kinds += "f"
            else:
                kinds += "b" if name + "_len" in (other for _, other in self.parameters) else "h"
        return kinds


def clean_type(text):
    return " ".join(text.replace("struct ", "").replace("*", " * ").split()).replace("* *", "**")


def split_parameter(text):
    return re.fullmatch(r"\s*(.*?)(\w+)\s*", text, re.S).groups()


class Header:
    """Both headers, taken apart."""

    def __init__(self, folder):
        self.text = (folder / "cybsign.h").read_text(encoding="utf-8")
        self.status_text = (folder / "cybsign_status.h").read_text(encoding="utf-8")
        pattern = r"/\*\*((?:[^*]|\*(?!/))*)\*/\n(CYBSIGN_WARN_UNUSED\n)?((?:const )?\w+ \**)(cybsign_\w+)\(([^()]*)\);"
        self.functions = {}
        for comment, warns, result, name, parameters in re.findall(pattern, self.text):
            lines = [re.sub(r"^ \* ?", "", line) for line in comment.strip("\n").split("\n")]
            self.functions[name] = Function("\n".join(lines).strip(), warns, result, name, parameters)
        self.code = re.sub(r"/\*.*?\*/", "", self.text + self.status_text, flags=re.S)
        self.constants = {name: int(value) for name, value in re.findall(r"#define (CYBSIGN_\w+) (\d+)", self.code)}
        self.types = set(re.findall(r"(cybsign_\w+);|\(\*(cybsign_\w+)\)", self.code))
        self.types = {name for pair in self.types for name in pair if name}

    def structure(self, name):
        body = re.search(r"typedef struct %s \{(.*?)\}" % name, self.code, re.S).group(1)
        return [(clean_type(kind), member) for kind, member in re.findall(r"^\s*(.*?)(\w+);", body, re.M)]

    def callback(self, name):
        found = re.search(r"typedef (\w+) \(\*%s\)\((.*?)\);" % name, self.code, re.S)
        return found.group(1), [clean_type(split_parameter(part)[0]) for part in found.group(2).split(",")]

    def constants_of(self, beginning):
        return {name: value for name, value in self.constants.items() if re.match(f"CYBSIGN_(?:{beginning})", name)}

    def statuses(self):
        return self.constants_of("OK$|E_")


PROBLEMS = []


def need(holds, problem):
    if not holds:
        PROBLEMS.append(problem)
    return holds


def same(ours, theirs, where, what):
    """Says of two sets what the first lacks and what it has too much."""
    for name in sorted(set(theirs) - set(ours)):
        need(False, f"{where} lacks {what} {name}")
    for name in sorted(set(ours) - set(theirs)):
        need(False, f"{where} has {what} {name}, which the header has not")


# --- the header itself ---


def check_header(header):
    need(len(header.functions) == len(set(re.findall(r"\b(cybsign_\w+)\(", header.code))), "a declaration or its comment can't be read")
    need(header.text.isascii() and header.status_text.isascii(), "the header is not ASCII")
    need("//" not in header.text + header.status_text, "the header has a // comment, which old C compilers refuse")
    for function in header.functions.values():
        check_comment(function, header)
        check_declaration(function)
    for word in re.findall(r"\bCYBSIGN_\w*\w\b", re.sub(r"CYBSIGN_\w*_\.\.\.", "", header.text)):
        defined = word in header.constants or re.search(r"#(?:define|ifndef) %s\b" % word, header.text)
        need(defined or word in ("CYBSIGN_E_UNKNOWN", "CYBSIGN_STATUS_H"), f"the header names {word}, which there is not")


def check_comment(function, header):
    name = function.name
    documented = [part for text in function.tag("param") for part in text.split()[0].split(",")]
    need(documented == [parameter for _, parameter in function.parameters],
         f"{name}: its @param lines name {documented}, not its parameters in their order")
    need(len(function.brief) > 10, f"{name} doesn't say what it does")
    need(len(function.tag("return")) == (function.result != "void"), f"{name} needs one @return, unless it returns nothing")
    need(any(text.startswith("Threads: ") for text in function.tag("note")), f"{name} has no @note on threads")
    need([bool(re.fullmatch(r"\d+\.\d+\.\d+", text)) for text in function.tag("since")] == [True], f"{name} has no @since")
    if function.can_fail:
        listed = function.statuses()
        need({"CYBSIGN_OK", "CYBSIGN_E_NULL"} <= listed, f"{name}: @return lists neither success nor NULL")
        need(("l" in function.kinds()) == ("CYBSIGN_E_LENGTH" in listed), f"{name}: @return and lengths don't fit")
        takes_options = any(parameter == "options_json" for _, parameter in function.parameters)
        need(not takes_options or {"CYBSIGN_E_OPTION", "CYBSIGN_E_JSON", "CYBSIGN_E_LIMIT"} <= listed,
             f"{name}: @return doesn't list what wrong options give")
        need(listed <= set(header.constants), f"{name}: @return lists what is no status")


def check_declaration(function):
    name, names = function.name, [parameter for _, parameter in function.parameters]
    need("err" not in names or (names[-1] == "err" and function.can_fail), f"{name}: err is not last, or it fails without a status")
    need(function.can_fail == function.warns, f"{name}: CYBSIGN_WARN_UNUSED (#[must_use]) belongs to what can fail, and to nothing else")
    frees = name.endswith(("_free", "_clear"))
    for kind, parameter in function.parameters:
        # A stream changes with each call, which is why one thread at a time may use it.
        changes = frees or "**" in kind or kind in ("cybsign_stream *", "cybsign_bytes *", "cybsign_request *", "void *")
        output = kind in ("int32_t *", "int64_t *")
        need("*" not in kind or changes or output or kind.startswith("const "), f"{name}: {parameter} isn't const")
        if parameter.endswith("_len"):
            at = names.index(parameter)
            need(kind == "size_t" and names[at - 1] + "_len" == parameter, f"{name}: {parameter} doesn't follow its buffer")


# --- what is written, and what is compared ---


def check_symbols(header, write):
    path = ROOT / "include/cybsign.symbols"
    if write:
        path.write_text("".join(name + "\n" for name in sorted(header.functions)), encoding="utf-8")
    listed = read("include/cybsign.symbols").split()
    same(listed, header.functions, "include/cybsign.symbols", "the function")
    need(listed == sorted(listed), "include/cybsign.symbols is not sorted")


def check_argument_tests(header):
    """Each function that can fail has a row with the kinds of its parameters, each other one is called by name."""
    source = read("tests/c/arguments_rows.h") + read("tests/c/arguments.c")
    rows = dict(re.findall(r'^    ROW\((cybsign_\w+), "(\w+)"', source, re.M))
    can_fail = {name: function.kinds() for name, function in header.functions.items() if function.can_fail}
    same(rows, can_fail, "tests/c/arguments_rows.h", "a row for")
    for name in set(rows) & set(can_fail):
        need(rows[name] == can_fail[name], f'tests/c/arguments_rows.h: the parameters of {name} are "{can_fail[name]}", not "{rows[name]}"')
    others = re.findall(r"^    (?:CANNOT_FAIL|TAKES_NULL)\((cybsign_\w+)", source, re.M)
    same(others, set(header.functions) - set(can_fail), "tests/c/arguments.c", "a line for")


def check_status_test(header):
    rows = re.findall(r"^\s*ROW\((CYBSIGN_\w+), ", read("tests/c/errors.c"), re.M)
    same(rows, header.statuses(), "tests/c/errors.c", "a row for")


# --- Python ---


def python_module(path):
    """A module of the package that needs nothing of the rest, so that no library is loaded."""
    specification = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def check_python(header):
    package = ROOT / "bindings/python/src/cybsign"
    abi = python_module(package / "_abi.py")
    pointer = ctypes.POINTER
    types = {
        "void": None, "void *": ctypes.c_void_p, "cybsign_status": ctypes.c_int32, "int32_t": ctypes.c_int32,
        "uint32_t": ctypes.c_uint32, "int64_t": ctypes.c_int64, "size_t": ctypes.c_size_t, "const char *": ctypes.c_char_p,
        "const uint8_t *": ctypes.c_char_p, "int32_t *": pointer(ctypes.c_int32), "int64_t *": pointer(ctypes.c_int64),
        "cybsign_sign_callback": abi.KeyCallback, "cybsign_decrypt_callback": abi.KeyCallback,
        "cybsign_destroy_callback": abi.DestroyCallback, "const cybsign_field *": ctypes.c_void_p,
    }
    for kind in vars(abi).values():
        # What a class stands for is what its comment begins with.
        found = re.match(r"A pointer to a (cybsign_\w+)\.|(cybsign_\w+):", getattr(kind, "__doc__", None) or "")
        if isinstance(kind, type) and found and found.group(1):
            name = found.group(1)
            types[f"{name} *"] = types[f"const {name} *"] = kind
            types[f"{name} **"] = pointer(kind)
        elif isinstance(kind, type) and found:
            types[f"{found.group(2)} *"] = pointer(kind)
            check_python_structure(kind, header.structure(found.group(2)))
    same(abi.FUNCTIONS, header.functions, "_abi.py", "the function")
    for name in set(abi.FUNCTIONS) & set(header.functions):
        function = header.functions[name]
        expected = (types[function.result], tuple(types[kind] for kind, _ in function.parameters))
        need(abi.FUNCTIONS[name] == expected, f"_abi.py: the types of {name} are not those of the header")
    check_python_callback(abi.KeyCallback, header.callback("cybsign_sign_callback"))
    check_python_callback(abi.KeyCallback, header.callback("cybsign_decrypt_callback"))
    check_python_callback(abi.DestroyCallback, header.callback("cybsign_destroy_callback"))
    need(abi.ABI_VERSION == header.constants["CYBSIGN_ABI_VERSION"], "_abi.py: ABI_VERSION is not that of the header")
    need("#define CYBSIGN_NOW INT64_MIN" in header.code and abi.NOW == -(2**63), "_abi.py: NOW is not that of the header")
    sources = {path.name: path.read_text(encoding="utf-8") for path in package.glob("*.py")}
    compare_numbers(constants_in(sources["status.py"], r"^(\w+) = (\d+)$"), header.constants_of("OK$|E_"), "status.py")
    whole = "".join(sources.values())
    for kind, prefix, pattern in (("ExpiryState", "EXPIRY_", "EXPIRY_{}"), ("RsaAlgorithm", "RSA", "{}")):
        body = re.search(r"^class %s\(.*?\):\n((?:    .*\n|\n)*)" % kind, whole, re.M).group(1)
        compare_numbers(constants_in(body, r"^    ([A-Z]\w*) = (\d+)$", pattern), header.constants_of(prefix), kind + " of Python")
    kinds = re.search(r"^CONTENT_KINDS = (\{.*?\})", whole, re.M).group(1)
    ours = {"CYBSIGN_CONTENT_" + name.upper(): number for name, number in ast.literal_eval(kinds).items()}
    compare_numbers(ours, header.constants_of("CONTENT_"), "CONTENT_KINDS of Python")


def check_python_structure(kind, members):
    need([name for name, _ in kind._fields_] == [name for _, name in members], f"_abi.py: the members of {kind.__name__} differ")
    for (_, ours), (theirs, _) in zip(kind._fields_, members):
        fits = ours is ctypes.c_size_t if theirs == "size_t" else issubclass(ours, (ctypes._Pointer, ctypes.c_void_p, ctypes.Structure))
        need(fits, f"_abi.py: a member of {kind.__name__} has the wrong type")


def check_python_callback(kind, declared):
    result, parameters = declared
    of = {"void": None, "int32_t": ctypes.c_int32, "size_t": ctypes.c_size_t, "size_t *": ctypes.POINTER(ctypes.c_size_t)}
    expected = tuple(of.get(parameter, ctypes.c_void_p) for parameter in parameters)
    need(kind._restype_ is of[result] and tuple(kind._argtypes_) == expected, "_abi.py: a callback has not the header's type")


def constants_in(text, pattern, name="{}"):
    return {"CYBSIGN_" + name.format(found): int(value) for found, value in re.findall(pattern, text, re.M)}


def compare_numbers(ours, theirs, where):
    same(ours, theirs, where, "the constant")
    for name in set(ours) & set(theirs):
        need(ours[name] == theirs[name], f"{where}: {name} is {theirs[name]}, not {ours[name]}")


# --- Java ---


def java_source(name):
    path = ROOT / f"bindings/java/src/main/java/io/cybsign/{name}.java"
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8") if path.exists() else "", flags=re.S)


def check_java(header):
    statuses = constants_in(java_source("Status"), r"public static final int (\w+) = (\d+);")
    compare_numbers(statuses, header.constants_of("OK$|E_"), "Status.java")
    algorithms = constants_in(java_source("RsaAlgorithm"), r"^    (RSA\w+)\((\d+)\)")
    compare_numbers(algorithms, header.constants_of("RSA"), "RsaAlgorithm.java")
    kinds = constants_in(java_source("Native"), r"static final int (CONTENT_\w+) = (\d+);")
    compare_numbers(kinds, header.constants_of("CONTENT_"), "Native.java")
    states = re.search(r"enum State \{(.*?)[;}]", java_source("Expiry"), re.S).group(1)
    ours = ["CYBSIGN_EXPIRY_" + name for name in re.findall(r"\b[A-Z_]+\b", states)]
    same(ours, header.constants_of("EXPIRY_"), "Expiry.java", "the state")
    sources = "".join(java_source(path.stem) for path in (ROOT / "bindings/java/src/main/java/io/cybsign").glob("*.java"))
    for name in re.findall(r"static native [\w\[\]]+ (\w+)\(", java_source("Native")):
        need(re.search(r"\bNative(?:\.|::)%s\b" % name, sources), f"nothing in Java calls Native.{name}")


# --- the names in all languages ---


def names_table():
    """The rows of docs/names.md: the C function, then its C++, Python and Java name, then the C program that tests it."""
    rows = {}
    for line in read("docs/names.md").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if cells[0].startswith("cybsign_") and need(len(cells) == 5, f"docs/names.md: {cells[0]} has not five columns"):
            rows[cells[0]] = cells[1:]
    return rows


def python_names():
    """`name` for what stands in a module, `Class.name` for what stands in a class or in one that it is made from."""
    found, classes = set(), {}
    for path in (ROOT / "bindings/python/src/cybsign").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            found |= defined(node, "")
            if isinstance(node, ast.ClassDef):
                classes[node.name] = node
    for name, node in classes.items():
        bases = [re.sub(r"\[.*", "", ast.unparse(base)) for base in node.bases]
        for member in [member for kind in [node] + [classes[base] for base in bases if base in classes] for member in kind.body]:
            found |= defined(member, name + ".")
    return found


def defined(node, prefix):
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {prefix + node.name}
    if isinstance(node, ast.Assign):
        return {prefix + target.id for target in node.targets if isinstance(target, ast.Name)}
    return {prefix + node.target.id} if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else set()


def cpp_names(source):
    """`name` for what stands in the namespace, `class::name` for what stands in a class."""
    found = set(re.findall(r"\b(\w+)\(", source)) | set(re.findall(r"\b(?:class|struct) (\w+)", source))
    for name, body in re.findall(r"^(?:class|struct) (\w+)[^;{]*\{(.*?)^\};", source, re.M | re.S):
        found |= {f"{name}::{member}" for member in re.findall(r"(~?\b\w+)\(", body)}
    return found


def check_names(header):
    rows = names_table()
    same(rows, header.functions, "docs/names.md", "a row for")
    face = re.sub(r"/\*.*?\*/|//[^\n]*", "", read("include/cybsign.hpp"), flags=re.S)
    cpp, python = cpp_names(face), python_names()
    for name in sorted(set(rows) & set(header.functions)):
        of_cpp, of_python, of_java, test = rows[name]
        if of_cpp != "—":
            need(of_cpp in cpp, f"cybsign.hpp lacks {of_cpp}, which is to be {name}")
            need(re.search(r"\b%s\b" % name, face), f"cybsign.hpp never calls {name}")
        if of_python != "—":
            need(of_python in python, f"Python lacks {of_python}, which is to be {name}")
        if of_java != "—":
            kind, _, method = of_java.partition(".")
            found = re.search(r"\b%s\(" % (method or kind), java_source(kind))
            need(found, f"Java lacks {of_java}, which is to be {name}")
        tested = (ROOT / f"tests/c/{test}.c").exists() and re.search(r"\b%s *[(,]" % name, read(f"tests/c/{test}.c"))
        need(tested, f"tests/c/{test}.c doesn't call {name}")


# --- the documents ---


def check_documents(header):
    readme = read("README.md")
    whole, beginnings = set(re.findall(r"\bcybsign_\w+", readme)), set(re.findall(r"\b(cybsign_\w+_)…", readme))
    ends = set(re.findall(r"…(_\w+)", readme))
    for function in header.functions.values():
        named = function.name in whole or any(map(function.name.startswith, beginnings)) or any(map(function.name.endswith, ends))
        need(named or not function.can_fail, f"the README doesn't name {function.name}")
    known = set(header.functions) | header.types | {"cybsign_status", "cybsign_hpp"}
    for path in ["README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md")),
                 "bindings/python/README.md", "bindings/java/README.md", "include/cybsign.hpp"]:
        text = read(path)
        for word in set(re.findall(r"\b(?<![./-])cybsign_\w+\b(?!\.(?:h|hpp)\b)", text)):
            prefix = word.endswith("_") and any(name.startswith(word) for name in known)
            internal = word.startswith("cybsign_hpp_")
            need(word in known or prefix or internal or word == "cybsign_status", f"{path} names {word}, which there is not")
        for word in set(re.findall(r"\bCYBSIGN_(?:OK|E_\w*\w)\b(?!…)", text)):
            need(word in header.constants, f"{path} names {word}, which is no status")
    for name, status in (header.statuses() if (ROOT / "docs/errors.md").exists() else {}).items():
        need(re.search(r"`%s`.*\b%d\b|\b%d\b.*`%s`" % (name, status, status, name), read("docs/errors.md")),
             f"docs/errors.md doesn't list {name} with its number {status}")
    options = read("docs/options.md") if (ROOT / "docs/options.md").exists() else ""
    for function in header.functions.values() if options else []:
        for text in function.tag("param"):
            if text.startswith("options_json,") and ":" in text:
                for option in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)*\b", re.sub(r"\(.*?\)|and those of \w+\(\)", "", text.split(":", 1)[1])):
                    need(f"`{option}`" in options, f"docs/options.md doesn't say what {option} is, which {function.name} takes")


# --- what tests saw, and the stub for the binary interface ---


def check_seen(header, path):
    seen = {tuple(line.split()) for line in Path(path).read_text(encoding="utf-8").splitlines()}
    names = {value: name for name, value in header.statuses().items()}
    for name, number in sorted(seen):
        status = names.get(int(number), number)
        if need(name in header.functions, f"tests call {name}, which there is not"):
            need(status in header.functions[name].statuses() | ALWAYS, f"{name} returned {status}, which its comment doesn't list")
    called = {name for name, _ in seen}
    same(called, {name for name, function in header.functions.items() if function.can_fail}, "the tests", "a checked call of")


def stub(header):
    print('#include "cybsign.h"')
    for function in header.functions.values():
        parameters = ", ".join(f"{kind} {name}" for kind, name in function.parameters)
        body = "" if function.result == "void" else " return 0; "
        print(f"{function.result} {function.name}({parameters or 'void'}) {{{body}}}")


def main():
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("--include", type=Path, default=ROOT / "include")
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--stub", action="store_true")
    arguments.add_argument("--seen")
    chosen = arguments.parse_args()
    header = Header(chosen.include)
    if chosen.stub:
        return stub(header)
    if chosen.seen:
        check_seen(header, chosen.seen)
    else:
        check_header(header)
        check_symbols(header, chosen.write)
        check_argument_tests(header)
        check_status_test(header)
        check_python(header)
        check_java(header)
        check_names(header)
        check_documents(header)
    for problem in PROBLEMS:
        print(problem)
    if PROBLEMS:
        sys.exit(1)
    print(f"{len(header.functions)} functions, {len(header.statuses())} statuses: every table fits the header")


main()
