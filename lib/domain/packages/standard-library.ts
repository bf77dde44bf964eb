/** Modules that come with Python 3.9 to 3.13 (`sys.stdlib_module_names`), and when some were taken out. As of 2026-11-21. */
const standardModules: ReadonlySet<string> = new Set(
  `abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii binhex bisect builtins bz2
   cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall concurrent configparser
   contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest
   email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath
   getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io
   ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder
   msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib
   pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr
   pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors
   shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl
   stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile
   termios textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo
   types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml
   xmlrpc zipapp zipfile zipimport zlib zoneinfo __future__ _thread _collections_abc _typeshed`.split(/\s+/),
)

/** Module → first minor version without it, and what to use instead. Doc: "What's New", PEP 594 and PEP 632. */
const removed: Readonly<Record<string, { since: number; instead?: string }>> = {
  asynchat: { since: 12 },
  asyncore: { since: 12 },
  distutils: { since: 12, instead: 'setuptools' },
  imp: { since: 12, instead: 'importlib' },
  smtpd: { since: 12 },
  binhex: { since: 11 },
  aifc: { since: 13 },
  audioop: { since: 13 },
  cgi: { since: 13 },
  cgitb: { since: 13 },
  chunk: { since: 13 },
  crypt: { since: 13 },
  imghdr: { since: 13 },
  lib2to3: { since: 13 },
  mailcap: { since: 13 },
  msilib: { since: 13 },
  nis: { since: 13 },
  nntplib: { since: 13 },
  ossaudiodev: { since: 13 },
  pipes: { since: 13 },
  sndhdr: { since: 13 },
  spwd: { since: 13 },
  sunau: { since: 13 },
  telnetlib: { since: 13 },
  uu: { since: 13 },
  xdrlib: { since: 13 },
}

/** Whether a module comes with Python 3.`minor`; without one, with any of them. `removed` says what became of it. */
export function standardModule(
  name: string,
  minor: number | undefined,
): { isStandard: boolean; removed?: { since: number; instead?: string } } {
  const gone = Object.hasOwn(removed, name) ? removed[name] : undefined
  if (gone !== undefined && minor !== undefined && minor >= gone.since) return { isStandard: false, removed: gone }
  return { isStandard: gone !== undefined || standardModules.has(name) || (name === 'tomllib' && (minor ?? 11) >= 11) }
}
