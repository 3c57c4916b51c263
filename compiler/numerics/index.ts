export type { BudgetOperation, BudgetPoint, BudgetReport, BudgetState } from './budget-report.ts';
export { buildFixed, buildFixedReported, buildNetwork, type FixedBuild, type NumericsOptions } from './build-fixed.ts';
export type * from './evidence.ts';
export type * from './form.ts';
export { printFixed } from './print.ts';
export { rehearse, unitLengths } from './rehearse.ts';
export type { FormatsReport, StateReport, TableReport } from './report.ts';
export { fitTable, newTableCache, type TableCache, type TableRequest } from './table/fit.ts';
export { type OneVariable, oneVariable } from './table/one-variable.ts';
