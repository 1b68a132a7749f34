"""A fact for every way of answering."""

WAYS = {
    "pick-one": """\
ask: Which molecules on healthy cells hold NK cells back?
answer: HLA class I
wrong:
- {text: HLA class II, why: "T helper cells read it; NK cells mind class I."}
- {text: "The receptor for interleukin-6, of which there is a very long name", why: It is no brake.}
because: Healthy cells show HLA class I, and it holds NK cells back, so a cell that has lost it lacks this brake.
caveat: Losing the brake alone is often not enough; something must also switch the NK cell on.
setting: first shown in mice
as_of: 2026-11
sources: ["doi:10.1016/0167-5699(90)90097-s"]""",
    "pick-several": """\
choose: Which of these are weapons of NK cells?
several: true
options:
- {text: Perforin, right: true, why: It opens pores.}
- {text: Granzyme B, right: true, why: It starts cell death.}
- {text: Insulin, why: It is a hormone.}
sources: [https://example.org/a/very/long/address/that/fits/on/no/narrow/screen/at/all/and/goes/on/and/on/for/ever.html]""",
    "judge": """\
claim: NK cells do not cause GvHD.
verdict: overstated
remember: Rare in most trials, but 5 of 9 had it in one.""",
    "type-it": """\
term: Interferon gamma
means: The cytokine IFN-γ
accept: {meaning: [IFN-γ, IFN-gamma, cytokine IFN-γ]}
one_way: true
because: |-
  It has two jobs:

  - it arms macrophages
  - it shows T cells more HLA""",
    "recall-it": """\
cloze: An NK cell that meets {{c1::10^6^ targets}} dies of boredom.
corrected: {on: 2026-11-20, was: "10^5^ targets."}""",
}
