// The search page: Sphinx brings the field and the frame, the records are sections (sections.js), the order is made here.
document.addEventListener("DOMContentLoaded", () => {
  if (typeof Search === "undefined" || !window.critSections) return;
  const GREEK = "αalpha βbeta γgamma δdelta εepsilon ζzeta ηeta θtheta κkappa λlambda μmu νnu ξxi πpi ρrho σsigma τtau φphi χchi ψpsi ωomega";
  const NAMES = new Map(GREEK.split(" ").map((pair) => [pair[0], pair.slice(1)]));
  const MOST = 30;
  const IDLE = new Set("what which how why when should does do my i can use using with me there than be".split(" "));

  // χ₁, chi_1 and chi1 are the same word.
  const plain = (text) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[α-ω]/g, (letter) => NAMES.get(letter === "ς" ? "σ" : letter) ?? letter)
      .replace(/(?<=\p{L})_(?=[\p{L}\p{N}])/gu, "");

  const split = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

  const records = window.critSections.map(([page, anchor, titles, tags, text]) => ({
    page, anchor, titles, text,
    isName: titles[0] === anchor,
    title: split(titles.at(-1).replace(/^[\d.]+ /, "")).join(" "),
    chapter: split(titles[0]).join(" "),
    tags: tags.map((tag) => split(tag).join(" ")),
    body: ` ${split(text).join(" ")}`,
  }));

  const begins = (text, term) => ` ${text}`.includes(` ${term}`);

  // How well one word fits, 0 if it does not occur.
  function fit(record, { term }) {
    if (record.tags.some((tag) => begins(tag, term)) || begins(record.title, term)) return 12;
    const count = record.body.split(` ${term}`).length - 1;
    return count ? 2 + Math.min(count, 4) : begins(record.chapter, term) ? 2 : 0;
  }

  function score(record, terms, phrase) {
    const fits = terms.map((term) => fit(record, term) * term.weight);
    const whole =
      (record.tags.includes(phrase) ? 100 : 0) +
      ([phrase, `crit ${phrase}`].includes(record.title) ? 60 : begins(record.title, phrase) ? 30 : 0) +
      (terms.length > 1 && begins(record.body, phrase) ? 20 : 0);
    const share = terms.filter((_, k) => fits[k]).reduce((sum, term) => sum + term.weight, 0);
    const all = terms.reduce((sum, term) => sum + term.weight, 0);
    return share && ((whole + fits.reduce((a, b) => a + b, 0)) * (share / all) ** 3) / (record.isName ? 3 : 1);
  }

  function find(query) {
    const said = split(query).filter((word) => !stopwords.includes(word) && !IDLE.has(word));
    const stemmer = new Stemmer();
    const terms = [...new Set(said)].map((word) => {
      const term = stemmer.stemWord(word);
      const holders = records.filter((record) => fit(record, { term })).length;
      return { term, weight: Math.log(1 + records.length / (1 + holders)) };
    });
    const found = records.map((record) => [score(record, terms, said.join(" ")), record]).filter(([points]) => points > 0);
    found.sort((a, b) => b[0] - a[0]);
    return { terms, found: found.slice(0, MOST).map(([, record]) => record) };
  }

  // The sentence that holds most of the words.
  function snippet({ text }, terms) {
    const hits = (sentence) => terms.filter(({ term }) => begins(split(sentence).join(" "), term)).length;
    const best = text.split(/(?<=[.?!:]) /).reduce((best, next) => (hits(next) > hits(best) ? next : best));
    return best.length > 240 ? `${best.slice(0, 240)} …` : best;
  }

  function item(record, terms) {
    const [line, link, words] = ["li", "a", "p"].map((name) => document.createElement(name));
    link.href = `${record.page}.html#${record.anchor}`;
    link.textContent = record.titles.join(" › ");
    words.textContent = snippet(record, terms);
    line.append(link, words);
    return line;
  }

  Search.query = (query) => {
    const { terms, found } = find(query);
    Search.stopPulse();
    Search.title.textContent = "Search results";
    Search.status.textContent = found.length ? "Sections of the book, the best first." : "Nothing in the book has these words.";
    Search.output.replaceChildren(...found.map((record) => item(record, terms)));
  };
});
