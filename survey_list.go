package cx

import (
	"strconv"
	"strings"
)

// words are one text in the four languages of the ready surveys. Labels have " / " between them.
type words struct{ en, nb, ru, sv string }

// texts returns the words of a question, with its labels.
func (w words) texts(labels words) []QuestionText {
	texts := []QuestionText{
		{Language: "en", Text: w.en, Labels: splitLabels(labels.en)},
		{Language: "nb", Text: w.nb, Labels: splitLabels(labels.nb)},
		{Language: "ru", Text: w.ru, Labels: splitLabels(labels.ru)},
		{Language: "sv", Text: w.sv, Labels: splitLabels(labels.sv)},
	}
	return texts
}

// splitLabels returns labels one by one; nil for none.
func splitLabels(labels string) []string {
	if labels == "" {
		return nil
	}
	return strings.Split(labels, " / ")
}

func likelyLabels() words {
	return words{
		en: "Not at all likely / Extremely likely",
		nb: "Ikke sannsynlig i det hele tatt / Svært sannsynlig",
		ru: "Точно не порекомендую / Обязательно порекомендую",
		sv: "Inte alls sannolikt / Mycket sannolikt",
	}
}

func satisfiedLabels() words {
	return words{
		en: "Very dissatisfied / Dissatisfied / Neither satisfied nor dissatisfied / Satisfied / Very satisfied",
		nb: "Svært misfornøyd / Misfornøyd / Verken fornøyd eller misfornøyd / Fornøyd / Svært fornøyd",
		ru: "Совершенно недовольны / Скорее недовольны / Нейтрально / Скорее довольны / Полностью довольны",
		sv: "Mycket missnöjd / Missnöjd / Varken nöjd eller missnöjd / Nöjd / Mycket nöjd",
	}
}

func agreeFiveLabels() words {
	return words{
		en: "Strongly disagree / Disagree / Neither agree nor disagree / Agree / Strongly agree",
		nb: "Helt uenig / Uenig / Verken enig eller uenig / Enig / Helt enig",
		ru: "Совершенно не согласны / Не согласны / Нейтрально / Согласны / Полностью согласны",
		sv: "Instämmer inte alls / Instämmer inte / Varken eller / Instämmer / Instämmer helt",
	}
}

func agreeSevenLabels() words {
	return words{
		en: "Strongly disagree / Disagree / Somewhat disagree / Neither agree nor disagree / Somewhat agree / Agree / Strongly agree",
		nb: "Helt uenig / Uenig / Litt uenig / Verken enig eller uenig / Litt enig / Enig / Helt enig",
		ru: "Совершенно не согласны / Не согласны / Скорее не согласны / Нейтрально / Скорее согласны / Согласны / Полностью согласны",
		sv: "Instämmer inte alls / Instämmer inte / Instämmer knappast / Varken eller / Instämmer delvis / Instämmer / Instämmer helt",
	}
}

func effortLabels() words {
	return words{
		en: "Very little / Little / Some / A lot / Very much",
		nb: "Svært lite / Lite / Noe / Mye / Svært mye",
		ru: "Очень мало / Мало / Умеренно / Много / Очень много",
		sv: "Mycket liten / Liten / Måttlig / Stor / Mycket stor",
	}
}

func yesNoLabels() words {
	return words{
		en: "Yes / No",
		nb: "Ja / Nei",
		ru: "Да / Нет",
		sv: "Ja / Nej",
	}
}

// agreement returns the statements of a validated instrument, which is in English alone: every
// second one is on the scale even.
func agreement(odd, even Scale, statements ...string) []Question {
	questions := make([]Question, len(statements))
	for i, statement := range statements {
		scale := odd
		if i%2 == 1 {
			scale = even
		}
		questions[i] = Question{
			Name: "statement_" + strconv.Itoa(i+1), Kind: QuestionRating, Scale: scale,
			Texts: []QuestionText{{Language: "en", Text: statement, Labels: []string{"Strongly disagree", "Strongly agree"}}},
		}
	}
	return questions
}

// readySurveys returns the ready surveys in order of their names.
func readySurveys() []Survey {
	return []Survey{
		{
			Name: "after_chat", Stage: "retention", Moment: "when the chat ends",
			Questions: []Question{
				{
					Name: "chat", Kind: QuestionRating, Metric: "csat", Scale: SatisfactionScale(5),
					Texts: words{
						en: "How satisfied are you with the help you got in the chat?",
						nb: "Hvor fornøyd er du med hjelpen du fikk i chatten?",
						ru: "Насколько вы довольны помощью, полученной в чате?",
						sv: "Hur nöjd är du med hjälpen du fick i chatten?",
					}.texts(satisfiedLabels()),
				},
			},
		},
		{
			Name: "after_contact", Stage: "retention", Moment: "when the case is closed",
			Questions: []Question{
				{
					Name: "easy", Kind: QuestionRating, Metric: "ces", Scale: EaseScale(7),
					Texts: words{
						en: "The company made it easy for me to handle my issue.",
						nb: "Selskapet gjorde det enkelt for meg å få løst saken min.",
						ru: "Мне было легко решить свой вопрос с помощью компании.",
						sv: "Företaget gjorde det enkelt för mig att få mitt ärende löst.",
					}.texts(agreeSevenLabels()),
				},
			},
		},
		{
			Name: "after_purchase", Stage: "purchase", Moment: "when the purchase has arrived",
			Questions: []Question{
				{
					Name: "purchase", Kind: QuestionRating, Metric: "csat", Scale: SatisfactionScale(5),
					Texts: words{
						en: "How satisfied are you with your purchase?",
						nb: "Hvor fornøyd er du med kjøpet?",
						ru: "Насколько вы довольны покупкой?",
						sv: "Hur nöjd är du med ditt köp?",
					}.texts(satisfiedLabels()),
				},
			},
		},
		{
			Name: "effort", Stage: "retention", Moment: "when the request is done",
			Questions: []Question{
				{
					Name: "effort", Kind: QuestionRating, Metric: "effort", Scale: EffortScale(5),
					Texts: words{
						en: "How much effort did you personally have to put forth to handle your request?",
						nb: "Hvor mye innsats måtte du selv legge ned for å få løst saken din?",
						ru: "Сколько усилий вам пришлось приложить, чтобы решить свой вопрос?",
						sv: "Hur stor ansträngning krävdes av dig själv för att få ditt ärende löst?",
					}.texts(effortLabels()),
				},
			},
		},
		{
			Name: "expectation", Stage: "purchase", Moment: "after the first use of what was bought",
			Questions: []Question{
				{
					Name: "met", Kind: QuestionRating, Scale: ExpectationScale(),
					Texts: words{
						en: "How did it compare with what you expected?",
						nb: "Hvordan var det sammenlignet med det du forventet?",
						ru: "Насколько это совпало с вашими ожиданиями?",
						sv: "Hur var det jämfört med vad du hade väntat dig?",
					}.texts(words{
						en: "Worse than expected / As expected / Better than expected",
						nb: "Dårligere enn forventet / Som forventet / Bedre enn forventet",
						ru: "Хуже, чем ожидалось / Как ожидалось / Лучше, чем ожидалось",
						sv: "Sämre än väntat / Som väntat / Bättre än väntat",
					}),
				},
			},
		},
		{
			Name: "interview", Moment: "in a conversation, of one hour at most",
			Questions: []Question{
				{
					Name: "heard", Kind: QuestionOpen,
					Texts: words{
						en: "How did you first hear about us?",
						nb: "Hvordan hørte du om oss første gang?",
						ru: "Как вы впервые узнали о нас?",
						sv: "Hur hörde du talas om oss första gången?",
					}.texts(words{}),
				},
				{
					Name: "chose", Kind: QuestionOpen,
					Texts: words{
						en: "What made you choose us?",
						nb: "Hva fikk deg til å velge oss?",
						ru: "Почему вы выбрали именно нас?",
						sv: "Vad fick dig att välja oss?",
					}.texts(words{}),
				},
				{
					Name: "use", Kind: QuestionOpen,
					Texts: words{
						en: "What is it like to use what you bought?",
						nb: "Hvordan er det å bruke det du kjøpte?",
						ru: "Каково пользоваться тем, что вы купили?",
						sv: "Hur är det att använda det du köpte?",
					}.texts(words{}),
				},
				{
					Name: "help", Kind: QuestionOpen,
					Texts: words{
						en: "Tell us about the last time you needed help.",
						nb: "Fortell om sist du trengte hjelp.",
						ru: "Расскажите о последнем случае, когда вам понадобилась помощь.",
						sv: "Berätta om senaste gången du behövde hjälp.",
					}.texts(words{}),
				},
				{
					Name: "leave", Kind: QuestionOpen,
					Texts: words{
						en: "What could make you leave us?",
						nb: "Hva kunne fått deg til å forlate oss?",
						ru: "Что могло бы заставить вас уйти от нас?",
						sv: "Vad skulle kunna få dig att lämna oss?",
					}.texts(words{}),
				},
			},
		},
		{
			Name: "on_leaving", Stage: "retention", Moment: "when the customer cancels",
			Questions: []Question{
				{
					Name: "cause", Kind: QuestionChoice, Options: []string{"price", "unused", "missing", "service", "quality", "better", "not_needed"},
					Texts: words{
						en: "What is the main reason you are leaving us?",
						nb: "Hva er hovedgrunnen til at du forlater oss?",
						ru: "Какова основная причина вашего ухода?",
						sv: "Vilken är den främsta anledningen till att du lämnar oss?",
					}.texts(words{
						en: "The price / I hardly used it / Something was missing / The service / The quality / I found a better alternative / I no longer need it",
						nb: "Prisen / Jeg brukte det nesten ikke / Noe manglet / Servicen / Kvaliteten / Jeg fant et bedre alternativ / Jeg trenger det ikke lenger",
						ru: "Цена / Почти не пользуюсь / Не хватает возможностей / Обслуживание / Качество / Есть вариант лучше / Больше не нужно",
						sv: "Priset / Jag använde det knappt / Något saknades / Servicen / Kvaliteten / Jag hittade ett bättre alternativ / Jag behöver det inte längre",
					}),
				},
			},
		},
		{
			Name: "onboarding", Stage: "retention", Moment: "when the customer has got started",
			Questions: []Question{
				{
					Name: "start", Kind: QuestionRating, Metric: "csat", Scale: SatisfactionScale(5),
					Texts: words{
						en: "How satisfied are you with how getting started went?",
						nb: "Hvor fornøyd er du med hvordan det gikk å komme i gang?",
						ru: "Насколько вы довольны тем, как прошло начало работы с нами?",
						sv: "Hur nöjd är du med hur det gick att komma igång?",
					}.texts(satisfiedLabels()),
				},
				{
					Name: "hard", Kind: QuestionOpen,
					Texts: words{
						en: "What was difficult at the start?",
						nb: "Hva var vanskelig i starten?",
						ru: "Что было трудно в начале?",
						sv: "Vad var svårt i början?",
					}.texts(words{}),
				},
			},
		},
		{
			Name: "product_market_fit", Stage: "retention", Moment: "when a user has been active for some weeks",
			Questions: []Question{
				{
					Name: "without", Kind: QuestionChoice, Metric: "product_market_fit", Options: []string{"very_disappointed", "somewhat_disappointed", "not_disappointed"},
					Texts: words{
						en: "How would you feel if you could no longer use our product?",
						nb: "Hvordan ville du føle deg hvis du ikke lenger kunne bruke produktet vårt?",
						ru: "Что бы вы почувствовали, если бы больше не могли пользоваться нашим продуктом?",
						sv: "Hur skulle du känna dig om du inte längre kunde använda vår produkt?",
					}.texts(words{
						en: "Very disappointed / Somewhat disappointed / Not disappointed",
						nb: "Svært skuffet / Litt skuffet / Ikke skuffet",
						ru: "Сильное разочарование / Лёгкое разочарование / Никакого разочарования",
						sv: "Mycket besviken / Lite besviken / Inte besviken",
					}),
				},
				{
					Name: "benefit", Kind: QuestionOpen,
					Texts: words{
						en: "What is the main benefit you get from it?",
						nb: "Hva er den største nytten du har av det?",
						ru: "Какую главную пользу он вам приносит?",
						sv: "Vilken är den största nyttan du har av den?",
					}.texts(words{}),
				},
			},
		},
		{
			Name: "relationship_nps", Moment: "at most twice a year, whatever the customer did", RestDays: 182,
			Questions: []Question{
				{
					Name: "recommend", Kind: QuestionRating, Metric: "nps", Scale: RecommendScale(11),
					Texts: words{
						en: "How likely is it that you would recommend us to a friend or colleague?",
						nb: "Hvor sannsynlig er det at du vil anbefale oss til en venn eller kollega?",
						ru: "Насколько вероятно, что вы порекомендуете нас другу или коллеге?",
						sv: "Hur sannolikt är det att du skulle rekommendera oss till en vän eller kollega?",
					}.texts(likelyLabels()),
				},
				{
					Name: "why", Kind: QuestionOpen,
					Texts: words{
						en: "What is the main reason for your answer?",
						nb: "Hva er hovedgrunnen til svaret ditt?",
						ru: "Какова основная причина вашей оценки?",
						sv: "Vilken är den främsta anledningen till ditt svar?",
					}.texts(words{}),
				},
				{
					Name: "keep", Kind: QuestionOpen, For: TopClass,
					Texts: words{
						en: "What do you value most about us?",
						nb: "Hva setter du mest pris på hos oss?",
						ru: "Что вы цените в нас больше всего?",
						sv: "Vad uppskattar du mest hos oss?",
					}.texts(words{}),
				},
				{
					Name: "raise", Kind: QuestionOpen, For: MiddleClass,
					Texts: words{
						en: "What would it take for us to get a higher score?",
						nb: "Hva skal til for at du gir oss en høyere score?",
						ru: "Что нам сделать, чтобы вы поставили более высокую оценку?",
						sv: "Vad krävs för att du ska ge oss ett högre betyg?",
					}.texts(words{}),
				},
				{
					Name: "improve", Kind: QuestionOpen, For: BottomClass,
					Texts: words{
						en: "What should we do better?",
						nb: "Hva bør vi gjøre bedre?",
						ru: "Что нам следует улучшить?",
						sv: "Vad borde vi göra bättre?",
					}.texts(words{}),
				},
			},
		},
		{
			Name: "shop_visit", Stage: "purchase", Moment: "on the day of the visit",
			Questions: []Question{
				{
					Name: "greeted", Kind: QuestionChoice, Options: []string{"yes", "no"},
					Texts: words{
						en: "Were you greeted when you came in?",
						nb: "Ble du hilst på da du kom inn?",
						ru: "Поприветствовали ли вас, когда вы вошли?",
						sv: "Hälsade någon på dig när du kom in?",
					}.texts(yesNoLabels()),
				},
				{
					Name: "help", Kind: QuestionRating, Metric: "csat", Scale: SatisfactionScale(5),
					Texts: words{
						en: "How satisfied are you with the help you got?",
						nb: "Hvor fornøyd er du med hjelpen du fikk?",
						ru: "Насколько вы довольны оказанной помощью?",
						sv: "Hur nöjd är du med hjälpen du fick?",
					}.texts(satisfiedLabels()),
				},
			},
		},
		{
			Name: "staff_pulse", Moment: "each month, of the staff", RestDays: 30,
			Questions: []Question{
				{
					Name: "workplace", Kind: QuestionRating, Metric: "enps", Scale: RecommendScale(11),
					Texts: words{
						en: "How likely is it that you would recommend us as a place to work?",
						nb: "Hvor sannsynlig er det at du vil anbefale oss som arbeidsplass?",
						ru: "Насколько вероятно, что вы порекомендуете нас как место работы?",
						sv: "Hur sannolikt är det att du skulle rekommendera oss som arbetsplats?",
					}.texts(likelyLabels()),
				},
				{
					Name: "control", Kind: QuestionRating, Scale: SatisfactionScale(5),
					Texts: words{
						en: "I can influence how I do my work.",
						nb: "Jeg kan påvirke hvordan jeg gjør jobben min.",
						ru: "Я могу влиять на то, как выполняю свою работу.",
						sv: "Jag kan påverka hur jag utför mitt arbete.",
					}.texts(agreeFiveLabels()),
				},
				{
					Name: "goals", Kind: QuestionRating, Scale: SatisfactionScale(5),
					Texts: words{
						en: "I know what is expected of me.",
						nb: "Jeg vet hva som forventes av meg.",
						ru: "Я понимаю, чего от меня ждут.",
						sv: "Jag vet vad som förväntas av mig.",
					}.texts(agreeFiveLabels()),
				},
				{
					Name: "growth", Kind: QuestionRating, Scale: SatisfactionScale(5),
					Texts: words{
						en: "I learn and develop here.",
						nb: "Jeg lærer og utvikler meg her.",
						ru: "Здесь я учусь и развиваюсь.",
						sv: "Jag lär mig och utvecklas här.",
					}.texts(agreeFiveLabels()),
				},
				{
					Name: "success", Kind: QuestionRating, Scale: SatisfactionScale(5),
					Texts: words{
						en: "I see that my work matters to our customers.",
						nb: "Jeg ser at arbeidet mitt betyr noe for kundene våre.",
						ru: "Я вижу, что моя работа важна для наших клиентов.",
						sv: "Jag ser att mitt arbete betyder något för våra kunder.",
					}.texts(agreeFiveLabels()),
				},
			},
		},
		{
			Name: "system_usability", Stage: "retention", Moment: "after some use of the product",
			Questions: agreement(EaseScale(5), EffortScale(5),
				"I think that I would like to use this system frequently.",
				"I found the system unnecessarily complex.",
				"I thought the system was easy to use.",
				"I think that I would need the support of a technical person to be able to use this system.",
				"I found the various functions in this system were well integrated.",
				"I thought there was too much inconsistency in this system.",
				"I would imagine that most people would learn to use this system very quickly.",
				"I found the system very cumbersome to use.",
				"I felt very confident using the system.",
				"I needed to learn a lot of things before I could get going with this system.",
			),
		},
		{
			Name: "umux_lite", Stage: "retention", Moment: "after some use of the product",
			Questions: agreement(EaseScale(7), EaseScale(7),
				"This system's capabilities meet my requirements.",
				"This system is easy to use.",
			),
		},
	}
}
