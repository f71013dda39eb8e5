package survey

// inParts reports whether rows can be counted in parts that are added up: lists of what was
// said are kept in the order of the file.
func (o *Flags) inParts() bool { return o.Callback == "" && !o.voiced() }

// fork returns a reader of parts of the same file.
func (r *surveyReader) fork() *surveyReader {
	p := newSurveyReader(r.options, r.days, r.labels)
	p.part = true
	return p
}

// Begin implements topic.Part.
func (r *surveyReader) Begin() {
	for i := range r.answers {
		r.answers[i].clear()
		r.before[i].clear()
	}
	r.timed, r.untimed, r.notPercent = false, 0, false
	r.names = r.names[:0]
	clear(r.customers)
	if r.choices != nil {
		r.choices = newChoices(r.options.Split)
	}
}

// clear takes all answers away.
func (a *answers) clear() {
	*a = answers{rows: a.rows[:0], also: a.also, counts: a.counts[:0], weights: a.weights[:0]}
	for i := range a.also {
		a.also[i] = a.also[i][:0]
	}
}

// merge adds what a part has counted, and reports whether it can. Where a limit is passed
// it is the order of the rows that counts.
func (r *surveyReader) merge(part *surveyReader) bool {
	if !r.fits(part) {
		return false
	}
	for column, names := range part.segments {
		for _, name := range names[len(part.merged[column]):] {
			n, err := r.segment(column, name)
			if err != nil {
				return false
			}
			part.merged[column] = append(part.merged[column], n)
		}
	}
	customers := part.refs[:0]
	for _, name := range part.names {
		customers = append(customers, r.number(name))
	}
	part.refs = customers
	for i := range r.answers {
		r.answers[i].merge(&part.answers[i], part)
		r.before[i].merge(&part.before[i], part)
	}
	if part.timed {
		r.seen(part.first)
		r.seen(part.last)
	}
	r.untimed += part.untimed
	r.notPercent = r.notPercent || part.notPercent
	r.choices.merge(part.choices)
	return true
}

// fits reports whether all segments, choices and rejected cells of a part can be told apart.
func (r *surveyReader) fits(part *surveyReader) bool {
	for column, names := range part.segments {
		n := len(r.numbers[column].known)
		for _, name := range names[len(part.merged[column]):] {
			if _, known := r.numbers[column].known[name]; !known {
				n++
			}
		}
		if n > maxSegments {
			return false
		}
	}
	for i := range r.answers {
		if !r.answers[i].Fits(part.answers[i].Unreads) || !r.before[i].Fits(part.before[i].Unreads) {
			return false
		}
	}
	return r.choices.fits(part.choices)
}

// merge adds the answers of a part.
func (a *answers) merge(of *answers, part *surveyReader) {
	if a.given == 0 {
		a.early += of.early
	}
	a.given += of.given
	a.blank += of.blank
	a.none += of.none
	a.rejected += of.rejected
	a.leading += of.leading
	a.Unreads.Merge(of.Unreads)
	a.weights = append(a.weights, of.weights...)
	n, also := int64(1), part.also
	for i, row := range of.rows {
		if len(part.merged) > 0 {
			row.segment = part.merged[0][row.segment]
		}
		also = also[:0]
		for j, segments := range of.also {
			also = append(also, part.merged[j+1][segments[i]])
		}
		if a.cells == nil {
			if row.ref > 0 {
				row.ref = part.refs[row.ref-1]
			}
			a.append(row, also)
			continue
		}
		if of.counts != nil {
			n = of.counts[i]
		}
		a.count(row, also, n)
	}
}
