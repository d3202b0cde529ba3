"""The page "Which structure?": `grid` trains a few structures side by side, `trials` gathers what there is, `results` shows it."""
