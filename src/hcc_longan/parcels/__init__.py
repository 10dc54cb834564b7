"""Results on their way by post: parcels, their labels and states, and the carriers that take them."""
