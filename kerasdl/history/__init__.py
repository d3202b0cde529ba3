"""The lecture's ups and downs of deep learning as claims that run."""
