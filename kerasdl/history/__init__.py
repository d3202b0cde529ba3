"""History of deep learning as claims that are tested: experiments, their results, and plots."""
