// How hard an English text is to read: the Flesch–Kincaid grade, roughly the years of school that it takes.

/** Vowel groups, without the silent endings: good enough for an average over many words. */
function syllables(word: string): number {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  if (letters.length <= 3) return 1;
  const spoken = letters.replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '').replace(/^y/, '');
  return Math.max(1, spoken.match(/[aeiouy]{1,2}/g)?.length ?? 0);
}

/** Flesch–Kincaid grade level (Kincaid et al. 1975) of several texts together; each text ends its last sentence. */
export function grade(texts: readonly string[]): number {
  const sentences = texts
    .flatMap((text) => text.split(/[.?!:]+(?:\s|$)/))
    .filter((sentence) => /[a-z]/i.test(sentence));
  const words = sentences.flatMap((sentence) => sentence.match(/[A-Za-z’'-]+/g) ?? []);
  const spoken = words.reduce((sum, word) => sum + syllables(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (spoken / words.length) - 15.59;
}
