/** Documents of the property tests: everything YAML allows that people really write around a deployment. */
export const nastyDocuments: Record<string, string> = {
  comments: `# green: retrained in March
name: green   # the new one
# the model
model:
    path: ./model   # local

    # version: 3
environment_variables:
  # first
  A: "1"	# a tab before me
  B: 'two'

  # last
  C: three
x-team: risk # unknown
# the end
`,
  anchors: `liveness_probe: &probe   # shared
  period: 10
  timeout: 2
readiness_probe: *probe
defaults: &d {a: 1, b: 2}
request_settings:
  <<: *d
  b: 3
count: &n 1
instance_count: *n
list: [*n, &m x, *m]
`,
  scalars: `plain: a plain
  text of two lines
literal: |  # note
  line 1

  line 2
folded: >-
  one
  two

kept: |+
  text

quoted: "a \\"b\\" \\u00e4"
single: 'it''s'
number: 0x10
float: 1.50
truth: true
nothing:
tilde: ~
date: 2024-01-01
last: end`,
  flow: `{ "name": "blue", "tags": {}, "list": [1, 2,], "deep": {"a": {"b": null}} }
`,
  json: `{
  "name": "blue",
  "instance_count": 1,
  "tags": {
    "a": "b"
  },
  "list": [
    1,
    2
  ]
}
`,
  sequences: `dependencies:
- python=3.10   # exact
- pip:
  - numpy==1.26
  # pandas below
  - pandas
- - nested
  - twice
- name: a
  value: 1 # one
  # about c
  c: 2
empty: []
`,
  tags: `name: !!str 5 # text
list: !!seq
  - 1
"quoted key": 1
'single key': {a: 1, b: [x, y] } # flow
? explicit
: value
`,
  start: `%YAML 1.2
---
# head
name: x
...
`,
  bom: '\ufeffname: x\ncount: 1\n',
  empty: '',
  onlyComments: '# nothing yet\n',
}
