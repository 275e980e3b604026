import type { Price } from './pivot.ts';

export interface BudgetOptions {
  /** Most questions to providers. Default: no end. */
  readonly maxCalls?: number | undefined;
  /** Most that may be spent, by currency; what is not named has no end. */
  readonly maxCost?: Readonly<Record<string, number>> | undefined;
}

/** What is taken out of a budget before something is asked. */
export interface Expense {
  readonly questions: number;
  /** What the provider counts, each at the price. */
  readonly units: number;
  readonly price: Price | undefined;
}

/** A thousandth of a cent: sums of fractions are not exact. */
const tolerance = 1e-5;

/** How many questions to providers a run may still ask, and what it may still spend. */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #spent = new Map<string, number>();
  #asked = 0;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** Undefined, or why it cannot be had; then nothing is taken. */
  take(expense: Expense): string | undefined {
    const { maxCalls = Infinity, maxCost = {} } = this.#options;
    if (this.#asked + expense.questions > maxCalls) return 'the run may ask no more questions';
    const cost = costOf(expense);
    if (cost !== undefined) {
      const { currency, amount } = cost;
      const most = Object.hasOwn(maxCost, currency) ? (maxCost[currency] ?? Infinity) : Infinity;
      if (this.#spentOf(currency) + amount > most + tolerance)
        return `the run may spend ${amountText({ currency, amount: most })}, and has spent ${amountText({ currency, amount: this.#spentOf(currency) })}`;
    }
    this.#add(expense, 1);
    return undefined;
  }

  /** What was taken was not used. */
  giveBack(expense: Expense): void {
    this.#add(expense, -1);
  }

  #spentOf(currency: string): number {
    return this.#spent.get(currency) ?? 0;
  }

  #add(expense: Expense, sign: 1 | -1): void {
    this.#asked += sign * expense.questions;
    const cost = costOf(expense);
    if (cost !== undefined) this.#spent.set(cost.currency, this.#spentOf(cost.currency) + sign * cost.amount);
  }
}

/** What is to be paid; undefined where no price is declared. */
export const costOf = ({ units, price }: Pick<Expense, 'units' | 'price'>): Price | undefined =>
  price && { currency: price.currency, amount: roundAmount(price.amount * units) };

/** Without the dust of binary fractions. */
export const roundAmount = (amount: number): number => Math.round(amount * 1e9) / 1e9;

export const amountText = ({ amount, currency }: Price): string =>
  `${roundAmount(amount).toLocaleString('en', { maximumFractionDigits: 6 })} ${currency}`;
