import { strictestTlp } from '@pivotkit/entities';
import type { Input } from './inputs.ts';
import type { Question } from './run-context.ts';

/** The distinct questions among the inputs; `questionOfInput[i]` is undefined where input i is nothing to ask. */
export function distinctQuestions(inputs: readonly Input[]): {
  readonly questions: readonly Question[];
  readonly questionOfInput: readonly (number | undefined)[];
} {
  const questions: Question[] = [];
  const numberOfKey = new Map<string, number>();
  const questionOfInput = inputs.map((input) => {
    if (!input.ok) return undefined;
    const known = numberOfKey.get(input.key);
    if (known !== undefined) {
      questions[known] = stricter(questions[known], input);
      return known;
    }
    numberOfKey.set(input.key, questions.length);
    return questions.push({ key: input.key, entity: input.entity }) - 1;
  });
  return { questions, questionOfInput };
}

/** Of two mentions of one thing the more strictly marked one is asked about: what is marked once is marked. */
function stricter(known: Question | undefined, { key, entity }: Question): Question {
  if (known === undefined) return { key, entity };
  return strictestTlp([known.entity.marking, entity.marking]) === known.entity.marking ? known : { key, entity };
}
