/**
 * Stands in for what the page does without: reading models from disks and databases, hashing strings, and the helpers
 * and executors of operations that it cannot meet.
 */
export {};
