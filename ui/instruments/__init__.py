"""Python faces of the browser instruments, a module each: what goes in, and what comes back when the hand lets go."""
