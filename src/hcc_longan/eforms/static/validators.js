// The checks of hcc_longan.validators once more, for the browser: the same verdicts, faults and normalised values.
// tests/unit/validators/vectors.json holds both to one table.

const LARGEST = 999999999999999;
const OLDEST = 130;
const LONGEST = { name: 150, email: 250, text: 500, line: 500 };
const MOST_LINES = 200;
const INVISIBLE = /[\u00ad\u200b\u200c\u200d\u2060\ufeff]/g;
const SPACES = /[\s\x1c-\x1f\x85]+/g;
const CONTROL = /[\x00-\x1f\x7f]/g; // eslint-disable-line no-control-regex

const PLACES = new Set(
  ("001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 " +
    "044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 " +
    "089 091 092 093 094 095 096").split(" "),
);
const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3];
const MOVED_PREFIXES = {
  "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
  "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
  "0186": "056", "0188": "058", "0199": "059",
  ...Object.fromEntries([..."23456789"].map((digit) => [`016${digit}`, `03${digit}`])),
};
// First and last division of each section of the national list of business lines.
const DIVISIONS = [
  [1, 3], [5, 9], [10, 33], [35, 39], [41, 43], [45, 47], [49, 53], [55, 56], [58, 66], [68, 75], [77, 82], [84, 88],
  [90, 99],
];
const EMAIL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/;
const GROUPED = /^(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)$/;
const DECIMAL = /^([0-9]+)(?:[.,]([0-9]{1,2}))?$/;
const GROUPED_DECIMAL =
  /^(?:([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,2})|([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{1,2})|([0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]{1,2}))?)$/;
const PARCEL_FIRST =
  /^(?:thửa(?: đất)?(?: số)? ?:? ?)?([0-9]{1,6})(?: ?[,;/] ?| )(?:tờ(?: bản đồ)?(?: số)? ?:? ?)?([0-9]{1,4})$/i;
const SHEET_FIRST =
  /^tờ(?: bản đồ)?(?: số)? ?:? ?([0-9]{1,4})(?: ?[,;/] ?| )thửa(?: đất)?(?: số)? ?:? ?([0-9]{1,6})$/i;

export class Wrong extends Error {
  constructor(fault, values = {}) {
    super(fault);
    this.fault = fault;
    this.values = values;
  }
}

const CHECKS = {
  text: checkText,
  name: checkName,
  id: checkId,
  cccd: checkCccd,
  cmnd: checkCmnd,
  passport: checkPassport,
  tax: checkTax,
  phone: checkPhone,
  email: checkEmail,
  birth: checkBirth,
  date: checkDate,
  number: (text, options) => bounded(whole(clean(text), "number"), options),
  money: (text, options) => bounded(whole(withoutCurrency(text), "amount"), options),
  area: checkArea,
  lines: checkLines,
  parcel: checkParcel,
};

/** The normalised value of what was typed; throws Wrong. Kinds without a check take anything. */
export function check(kind, text, options = {}) {
  return Object.hasOwn(CHECKS, kind) ? CHECKS[kind](text, options) : text;
}

/** Something worth saying about a right answer: [sentence, text]; null for most. */
export function note(kind, text) {
  if (kind === "phone" && localPhone(text)[0] !== localPhone(text)[1]) return ["phone_now", checkPhone(text)];
  if (kind === "money" && /[0-9]{5}/.test(text)) return ["amount_is", grouped(check("money", text))];
  return null;
}

export function clean(text) {
  return text.normalize("NFC").replace(INVISIBLE, "").replace(SPACES, " ").replace(/^ | $/g, "");
}

function checkText(text, { most = LONGEST.text } = {}) {
  const words = clean(text.replace(CONTROL, " "));
  if (characters(words) > most) throw new Wrong("too_long", { most });
  return words;
}

function checkName(text) {
  const name = clean(text);
  if (characters(name) > LONGEST.name) throw new Wrong("too_long", { most: LONGEST.name });
  if (!/^[\p{L}\p{M} '\u2019.-]*$/u.test(name)) throw new Wrong("name_letters");
  if (name.split(" ").filter((word) => /\p{L}/u.test(word)).length < 2) throw new Wrong("name_words");
  return name;
}

function checkCccd(text, { birth = "", sex = "", today } = {}) {
  const number = plain(text);
  if (!/^[0-9]{12}$/.test(number)) throw new Wrong("cccd_digits");
  const place = number.slice(0, 3);
  if (!PLACES.has(place) && Number(place) < 101) throw new Wrong("cccd_place", { text: place });
  const century = Math.floor(Number(number[3]) / 2);
  const year = 1900 + 100 * century + Number(number.slice(4, 6));
  if (year > Number(today.slice(0, 4))) throw new Wrong("cccd_year");
  if (birth && Number(birth.slice(0, 4)) !== year) throw new Wrong("cccd_birth", { year });
  if (["male", "female"].includes(sex) && (sex === "female") !== (Number(number[3]) % 2 === 1)) {
    throw new Wrong("cccd_sex");
  }
  return number;
}

function checkCmnd(text) {
  const number = plain(text);
  if (!/^(?:[0-9]{9}|[0-9]{12})$/.test(number)) throw new Wrong("cmnd_digits");
  return number;
}

function checkPassport(text) {
  const number = plain(text);
  if (!/^(?=.*[0-9])[0-9A-Za-z]{5,15}$/.test(number)) throw new Wrong("passport");
  return number.toUpperCase();
}

function checkTax(text, { today } = {}) {
  const number = plain(text);
  if (/^[0-9]{12}$/.test(number) && !text.includes("-")) return checkCccd(number, { today });
  if (!/^[0-9]{10}(?:[0-9]{3})?$/.test(number) || number.slice(10) === "000") throw new Wrong("tax_digits");
  const weighted = WEIGHTS.reduce((sum, weight, place) => sum + weight * Number(number[place]), 0);
  if (10 - (weighted % 11) !== Number(number[9])) throw new Wrong("tax_check");
  return number.length > 10 ? `${number.slice(0, 10)}-${number.slice(10)}` : number;
}

function checkId(text, { id_kind = "", ...options } = {}) {
  const kinds = { cccd: checkCccd, cmnd: checkCmnd, passport: checkPassport, tax: checkTax };
  if (Object.hasOwn(kinds, id_kind)) return kinds[id_kind](text, options);
  for (const each of [(number) => checkCccd(number, { today: options.today }), checkCmnd, checkPassport]) {
    try {
      return each(text);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
    }
  }
  throw new Wrong("id_any");
}

function checkPhone(text) {
  const [, local] = localPhone(text);
  if (/^(?:0[35789][0-9]{8}|02[0-9]{9})$/.test(local)) return local;
  const foreign = clean(text).replace(/[ .()/-]/g, "").replace(/^00/, "+");
  if (!/^\+(?!84)[1-9][0-9]{7,14}$/.test(foreign)) throw new Wrong("phone");
  return foreign;
}

/** A number as dialled inside the country: as it was, and as it is since the mobile prefixes of 2018. */
function localPhone(text) {
  const number = clean(text)
    .normalize("NFKC")
    .replace(/[\s.\-()/]/g, "")
    .replace(/^(\+84|0084)0/, "$1")
    .replace(/^(?:\+|00)?84(?=[0-9]{9,10}$)/, "0");
  const prefix = number.slice(0, 4);
  const isMoved = /^[0-9]{11}$/.test(number) && Object.hasOwn(MOVED_PREFIXES, prefix);
  return [number, isMoved ? MOVED_PREFIXES[prefix] + number.slice(4) : number];
}

function checkEmail(text) {
  const address = clean(text);
  if (characters(address) > LONGEST.email || !EMAIL.test(address)) throw new Wrong("email");
  const at = address.lastIndexOf("@");
  return address.slice(0, at) + address.slice(at).toLowerCase();
}

function checkDate(text, { when = "", today } = {}) {
  const day = readDate(clean(text));
  if (when === "past" && day > today) throw new Wrong("date_future");
  if (when === "future" && day < today) throw new Wrong("date_past");
  return day;
}

function checkBirth(text, { min_age = 0, max_age = OLDEST, today } = {}) {
  const day = checkDate(text, { when: "past", today });
  const age = Number(today.slice(0, 4)) - Number(day.slice(0, 4)) - (today.slice(5) < day.slice(5) ? 1 : 0);
  if (age < min_age) throw new Wrong("age_least", { least: min_age });
  if (age > max_age) throw new Wrong("age_most", { most: max_age });
  return day;
}

function readDate(text) {
  let [, year, month, day] = text.match(/^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$/) ?? [];
  if (!year) {
    [, day, month, year] =
      text.match(/^([0-9]{2})([0-9]{2})([0-9]{4})$/) ??
      text.match(/^([0-9]{1,2}) ?[/.\- ] ?([0-9]{1,2}) ?[/.\- ] ?([0-9]+)$/) ??
      [];
  }
  if (!year) throw new Wrong("date");
  if (year.length !== 4) throw new Wrong("date_year");
  const [y, m, d] = [year, month, day].map(Number);
  const isLeap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1] ?? 0;
  if (y < 1 || d < 1 || d > days) throw new Wrong("date_none");
  return `${year}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
}

function checkArea(text, options) {
  const area = clean(text).replace(/ ?(?:m2|m²)$/i, "");
  if (/^[1-9][0-9]{0,2}[.,][0-9]{3}$/.test(area)) throw new Wrong("area_double", { text: area });
  const found = area.match(DECIMAL) ?? area.match(GROUPED_DECIMAL);
  if (!found) throw new Wrong("area");
  const [wholes, decimals = "0"] = found.slice(1).filter(Boolean);
  const digits = wholes.replace(/[^0-9]/g, "");
  if (digits.length > 15) throw new Wrong("most", { most: grouped(options.most ?? LARGEST) });
  return bounded(Number(`${digits}.${decimals}`), options);
}

function checkLines(text) {
  const lines = new Map();
  for (const typed of text.split(/[\r\n;]+|,(?= *[0-9]{4,5}(?![0-9]))/)) {
    const line = checkText(typed, { most: LONGEST.line });
    if (!line) continue;
    const [, code, name] = line.match(/^([0-9]{4,5})(?![0-9])[ :.,\-\u2013]*(.*)$/) ?? [];
    if (!code) throw new Wrong("lines_code", { text: [...line].slice(0, 40).join("") });
    const division = Number(code.slice(0, 2));
    if (!DIVISIONS.some(([first, last]) => first <= division && division <= last)) {
      throw new Wrong("lines_division", { text: code });
    }
    if (lines.has(code)) throw new Wrong("lines_twice", { text: code });
    lines.set(code, clean(`${code} ${name}`));
  }
  if (lines.size > MOST_LINES) throw new Wrong("most", { most: MOST_LINES });
  return [...lines.values()];
}

function checkParcel(text) {
  const place = clean(text);
  let [, sheet, parcel] = place.match(SHEET_FIRST) ?? [];
  if (!sheet) [, parcel, sheet] = place.match(PARCEL_FIRST) ?? [];
  if (!sheet) throw new Wrong("parcel");
  return `${Number(parcel)}/${Number(sheet)}`;
}

function whole(text, fault) {
  if (!GROUPED.test(text)) throw new Wrong(fault);
  return Number(text.replace(/[^0-9]/g, "").replace(/^0+/, "").slice(0, 18));
}

function withoutCurrency(text) {
  return clean(text).replace(/ ?(?:đồng|đ|vnđ|vnd|₫)$/i, "");
}

function bounded(number, { least = 0, most = LARGEST } = {}) {
  if (number < least) throw new Wrong("least", { least: grouped(least) });
  if (number > most) throw new Wrong("most", { most: grouped(most) });
  return number;
}

function grouped(number) {
  const [wholes, decimals] = String(Math.round(number * 100) / 100).split(".");
  return wholes.replace(/\B(?=(?:[0-9]{3})+$)/g, "\u00a0") + (decimals ? `.${decimals}` : "");
}

function plain(text) {
  return clean(text).replace(/[ .\-]/g, "");
}

function characters(text) {
  return [...text].length;
}
