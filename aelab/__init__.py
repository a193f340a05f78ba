"""The science of aelab: autoencoders on MNIST, their training, their latents and their measures. Never Streamlit."""
