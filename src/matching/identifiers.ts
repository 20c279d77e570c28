// Numbers of registers that belong to one person: whether one is well formed. Pure; rule 2 asks here before it looks for a holder.
// A number that passes must never be taken for proof: one in eleven random ones does.

/** Modulus 11 over the first nine of ten digits, weighted from 10 down (NHS Data Dictionary, NHS NUMBER; the CHI number has the same). */
function checkDigitFits(digits: string): boolean {
  const sum = [...digits.slice(0, 9)].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  const check = 11 - (sum % 11);
  return check !== 10 && (check === 11 ? 0 : check) === Number(digits[9]);
}

const tenDigits = (text: string): string | undefined => {
  const digits = text.replace(/[\s-]/g, '');
  return /^\d{10}$/.test(digits) && !/^(\d)\1{9}$/.test(digits) ? digits : undefined;
};

/** Whether a text is an NHS number: ten digits, spaces allowed, with the right check digit. Repeated digits are nobody's. */
export function isNhsNumber(text: string): boolean {
  const digits = tenDigits(text);
  return digits !== undefined && checkDigitFits(digits);
}

/** Whether a text is a day of the calendar. */
const isDay = (date: string): boolean => {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
};

/** Whether a text is a CHI number: like an NHS number, and it begins with a day, a month and a year of two digits. */
export function isChi(text: string): boolean {
  const digits = tenDigits(text);
  if (digits === undefined || !checkDigitFits(digits)) return false;
  const [day, month, year] = [0, 2, 4].map((at) => digits.slice(at, at + 2));
  return ['19', '20'].some((century) => isDay(`${century}${year}-${month}-${day}`));
}

/** Whether a CHI number can be of somebody born on that day (YYYY-MM-DD). */
export function chiFits(text: string, birthdate: string): boolean {
  const [year = '', month = '', day = ''] = birthdate.split('-');
  return tenDigits(text)?.slice(0, 6) === `${day}${month}${year.slice(2)}`;
}
