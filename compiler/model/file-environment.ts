/** What an expression outside of any device sees: the constants and functions of its file and of the files it uses. */
import type { Syntax } from '../../dsl/index.ts';
import type { Callable, Candidate, Context, Environment } from './environment.ts';
import { evaluate } from './expressions.ts';
import type { Builder, Quantity } from './quantity.ts';
import { type FileScope, findDeclaration, visibleNames } from './scopes.ts';
import { typed } from './units.ts';

export class FileEnvironment<T> implements Environment<T> {
  readonly context: Context;
  readonly builder: Builder<T>;
  readonly file: FileScope;
  readonly calling: readonly Syntax.FunctionStatement[] = [];

  constructor(context: Context, builder: Builder<T>, file: FileScope) {
    this.context = context;
    this.builder = builder;
    this.file = file;
  }
  name(identifier: Syntax.Identifier): Quantity<T> | null | undefined {
    const found = findDeclaration(this.file, identifier.text, 'param');
    return found && constantOf(found.declaration, new FileEnvironment(this.context, this.builder, found.scope));
  }
  member(): undefined {
    return undefined;
  }
  call(): Quantity<T> | null | undefined {
    return undefined;
  }
  callable(name: string): Callable<T> | undefined {
    const found = findDeclaration(this.file, name, 'function');
    if (!found) return undefined;
    return {
      kind: 'function',
      statement: found.declaration,
      environment: new FileEnvironment(this.context, this.builder, found.scope),
    };
  }
  rate(expression: Extract<Syntax.Expression, { kind: 'rate' }>): null {
    return this.context.reporter.report(
      'E0205',
      expression.span,
      'rates belong to states, and states to devices and circuits',
    );
  }
  names(): string[] {
    return visibleNames(this.file, 'param');
  }
  calls(): readonly string[] {
    return visibleNames(this.file, 'function');
  }
  candidates(): readonly Candidate[] {
    return [];
  }
}

/** The value of a constant of a file. */
function constantOf<T>(declaration: Syntax.ParamStatement, env: Environment<T>): Quantity<T> | null {
  const { reporter, busy } = env.context;
  if (busy.has(declaration))
    return reporter.report('E0206', declaration.name.span, `\`${declaration.name.text}\` is defined by itself`);
  if (!declaration.value)
    return reporter.report('E0215', declaration.name.span, `the constant \`${declaration.name.text}\` has no value`, {
      help: `write \`param ${declaration.name.text} = ...\``,
    });
  busy.add(declaration);
  try {
    const value = evaluate(declaration.value, env);
    if (!value || !declaration.type) return value;
    return typed(declaration.type, value, declaration.value, `\`${declaration.name.text}\``, env.file, env);
  } finally {
    busy.delete(declaration);
  }
}
