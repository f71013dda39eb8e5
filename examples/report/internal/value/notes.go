package value

// ModelNote says what the intervals of models leave out.
const ModelNote = "intervals of models: how well their parameters are known; a single customer strays further"
