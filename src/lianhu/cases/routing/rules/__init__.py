"""How questions are told apart: features, learning, the model and its bytes. Standard library only;
texts come in as `kernel.tokens.normal` writes them.
"""
