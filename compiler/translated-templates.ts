/**
 * Templates that Handlebars has already translated to JavaScript, by their text. None here: `scripts/translate-templates.ts` writes this
 * file anew in `dist/`, so that `npx qnmc` does not translate the same templates in every process.
 */
export const translatedTemplates: ReadonlyMap<string, TemplateSpecification> = new Map();
