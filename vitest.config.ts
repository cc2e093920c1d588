import { defineConfig } from "vitest/config";

const conditions = ["@hybrid-stream/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    setupFiles: ["test/setup.ts"],
    include: ["packages/*/{src,test}/**/*.test.ts", "examples/*/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real media runs in many of these tests: more workers than cores only make them slower.
    maxWorkers: 2,
  },
});
