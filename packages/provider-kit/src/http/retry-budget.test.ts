import { expect, it } from "vitest";
import { RetryBudget, retryBudgetOf } from "./retry-budget.js";

it("allows 50 retries that fail, and then none", () => {
  const budget = new RetryBudget();
  const taken = Array.from({ length: 60 }, () => budget.take()).filter(Boolean);
  expect(taken).toHaveLength(50);
  expect(budget.tokens).toBe(0);
});

it("gives a retry's tokens back when it comes through, and never more than it can hold", () => {
  const budget = new RetryBudget();
  budget.take();
  budget.take();
  budget.succeeded(2);
  expect(budget.tokens).toBe(500);
  budget.succeeded(0);
  expect(budget.tokens).toBe(500);
});

it("fills by one with a first try that comes through", () => {
  const budget = new RetryBudget();
  budget.take();
  budget.succeeded(0);
  expect(budget.tokens).toBe(491);
});

it("is shared by a credential's clients", () => {
  expect(retryBudgetOf("account-1")).toBe(retryBudgetOf("account-1"));
  expect(retryBudgetOf("account-1")).not.toBe(retryBudgetOf("account-2"));
});
