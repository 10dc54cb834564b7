// Conditions of questions, as hcc_longan.eforms.conditions reads them.

const TOKEN = /^\s*(?:(!=|=|\(|\))|"([^"]*)"|'([^']*)'|([^\s()=!<>~"']+))/;
const KEYWORDS = ["and", "or", "not"];
const YES = ["yes", "true", "selected", "on"];
const NO = ["no", "false"];
const NOTHING = ["", "--NOVALUE--"];

/** Whether a condition holds; `answersTo` gives the answers to a question as a list of texts. Throws SyntaxError. */
export function holds(expression, answersTo) {
  return evaluate(read(expression), answersTo);
}

/** The questions that a condition looks at. */
export function names(expression) {
  return new Set(namesOf(read(expression)));
}

/** Which of the questions with conditions are asked. An answer to one that isn't asked counts as none. */
export function asked(conditions, answersTo) {
  const verdicts = new Map();
  const isAsked = (name) => {
    if (!conditions.has(name)) return true;
    if (!verdicts.has(name)) {
      verdicts.set(name, true);
      verdicts.set(name, holds(conditions.get(name), (other) => (isAsked(other) ? answersTo(other) : [])));
    }
    return verdicts.get(name);
  };
  return new Set([...conditions.keys()].filter(isAsked));
}

function evaluate(node, answersTo) {
  if (node.kind === "and") return node.parts.every((part) => evaluate(part, answersTo));
  if (node.kind === "or") return node.parts.some((part) => evaluate(part, answersTo));
  if (node.kind === "not") return !evaluate(node.parts[0], answersTo);
  const answers = answersTo(node.name).filter((answer) => !NOTHING.includes(answer));
  if (node.kind === "answered") return answers.some((answer) => !NO.includes(answer));
  return answers.some((answer) => isSame(answer, node.value)) === (node.kind === "=");
}

function isSame(answer, value) {
  return answer === value || [YES, NO].some((words) => words.includes(answer) && words.includes(value));
}

function namesOf(node) {
  return node.name ? [node.name] : node.parts.flatMap(namesOf);
}

function read(expression) {
  const tokens = tokensOf(expression);
  const node = either(tokens);
  if (tokens.length) throw new SyntaxError(expression);
  return node;
}

function tokensOf(expression) {
  const tokens = [];
  let rest = expression.trim();
  while (rest) {
    const found = rest.match(TOKEN);
    if (!found) throw new SyntaxError(expression);
    const [all, sign, double, single, word] = found;
    if (sign) tokens.push({ sort: "sign", text: sign });
    else if (word && KEYWORDS.includes(word.toLowerCase())) tokens.push({ sort: "keyword", text: word.toLowerCase() });
    else if (word) tokens.push({ sort: "word", text: word });
    else tokens.push({ sort: "quoted", text: double ?? single });
    rest = rest.slice(all.length).trimStart();
  }
  return tokens;
}

function either(tokens) {
  const parts = [all(tokens)];
  while (isNext(tokens, "keyword", "or")) parts.push(all(tokens.splice(0, 1) && tokens));
  return parts.length === 1 ? parts[0] : { kind: "or", parts };
}

function all(tokens) {
  const parts = [one(tokens)];
  while (isNext(tokens, "keyword", "and")) parts.push(one(tokens.splice(0, 1) && tokens));
  return parts.length === 1 ? parts[0] : { kind: "and", parts };
}

function one(tokens) {
  const token = tokens.shift();
  if (token?.sort === "keyword" && token.text === "not") return { kind: "not", parts: [one(tokens)] };
  if (token?.sort === "sign" && token.text === "(") {
    const inner = either(tokens);
    if (!isNext(tokens, "sign", ")")) throw new SyntaxError("(");
    tokens.shift();
    return inner;
  }
  if (token?.sort !== "word") throw new SyntaxError(token?.text ?? "");
  const name = token.text.replace(/^form\.widgets\./, "");
  if (!isNext(tokens, "sign", "=") && !isNext(tokens, "sign", "!=")) return { kind: "answered", name };
  const kind = tokens.shift().text;
  const value = tokens.shift();
  if (!value || value.sort === "sign") throw new SyntaxError(kind);
  return { kind, name, value: value.text };
}

function isNext(tokens, sort, text) {
  return tokens[0]?.sort === sort && tokens[0].text === text;
}
