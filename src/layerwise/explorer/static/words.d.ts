/** What `page.py` makes of `words/*.json`. */
declare const words: Record<string, { en: string; zh: string }>;
export default words;
