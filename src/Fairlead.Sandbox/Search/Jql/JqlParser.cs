namespace Fairlead.Sandbox.Search.Jql;

/// <summary>Turns a query into clauses: OR of ANDs of NOTs, as Jira's grammar has it.</summary>
internal sealed class JqlParser
{
    private const string Operators =
        "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.";

    private const int MaxDepth = 100;
    private static readonly string[] WasPredicates = ["after", "before", "by", "during", "on"];
    private static readonly string[] ChangedPredicates = [.. WasPredicates, "from", "to"];
    private readonly IReadOnlyList<JqlToken> _tokens;
    private int _at;
    private int _depth;

    private JqlParser(string query) => _tokens = JqlLexer.Tokens(query);

    private JqlToken Current => _tokens[_at];

    /// <exception cref="JqlRefusal">The query is not JQL.</exception>
    public static JqlQuery Parse(string query)
    {
        var parser = new JqlParser(query);
        var where = parser.Current.Kind == JqlTokenKind.End || parser.IsOrder() ? null : parser.Or();
        var order = parser.OrderBy();
        if (parser.Current.Kind != JqlTokenKind.End)
        {
            throw parser.Refuse(order.Count > 0
                ? $"Expecting either 'ASC', 'DESC' or a comma but got '{parser.Current.Text}'."
                : $"Expecting either 'OR' or 'AND' but got '{parser.Current.Text}'.");
        }

        return new JqlQuery(where, order);
    }

    private bool IsOrder() => Current.IsWord("order") && _tokens[_at + 1].IsWord("by");

    private JqlClause Or()
    {
        if (++_depth > MaxDepth)
            throw Refuse("The query is nested too deeply.");
        var parts = new List<JqlClause> { And() };
        while (Current.IsWord("or"))
        {
            _at++;
            parts.Add(And());
        }

        _depth--;
        return parts is [var only] ? only : new JqlClause.Or(parts);
    }

    private JqlClause And()
    {
        var parts = new List<JqlClause> { Not() };
        while (Current.IsWord("and"))
        {
            _at++;
            parts.Add(Not());
        }

        return parts is [var only] ? only : new JqlClause.And(parts);
    }

    private JqlClause Not()
    {
        if (Current.IsWord("not") || Current is { Kind: JqlTokenKind.Operator, Text: "!" })
        {
            _at++;
            if (++_depth > MaxDepth)
                throw Refuse("The query is nested too deeply.");
            var inner = Not();
            _depth--;
            return new JqlClause.Not(inner);
        }

        if (Current.Kind != JqlTokenKind.Open)
            return Term();
        _at++;
        var clause = Or();
        if (Current.Kind != JqlTokenKind.Close)
            throw Refuse($"Expecting ')' before the end of the query.");
        _at++;
        return clause;
    }

    private JqlClause Term()
    {
        var field = Field();
        var token = Current;
        if (token.Kind == JqlTokenKind.Operator && token.Text != "!")
        {
            _at++;
            var (kind, isNegated) = token.Text switch
            {
                "=" => (JqlOperator.Equals, false),
                "!=" => (JqlOperator.Equals, true),
                "~" => (JqlOperator.Contains, false),
                "!~" => (JqlOperator.Contains, true),
                "<" => (JqlOperator.Less, false),
                "<=" => (JqlOperator.LessOrEqual, false),
                ">" => (JqlOperator.Greater, false),
                _ => (JqlOperator.GreaterOrEqual, false),
            };
            return new JqlClause.Term(field, kind, isNegated, [Operand()]) { Written = token.Text };
        }

        if (token.IsWord("in") || (token.IsWord("not") && _tokens[_at + 1].IsWord("in")))
        {
            var isNegated = token.IsWord("not");
            _at += isNegated ? 2 : 1;
            return new JqlClause.Term(field, JqlOperator.In, isNegated, List()) { Written = isNegated ? "not in" : "in" };
        }

        if (token.IsWord("is"))
        {
            _at++;
            var isNegated = Current.IsWord("not");
            if (isNegated)
                _at++;
            return new JqlClause.Term(field, JqlOperator.Is, isNegated, [Operand()]) { Written = isNegated ? "is not" : "is" };
        }

        if (token.IsWord("was"))
            return Was(field);
        if (token.IsWord("changed"))
        {
            _at++;
            return new JqlClause.Changed(field, Predicates(ChangedPredicates));
        }

        throw Refuse(token.Kind == JqlTokenKind.End
            ? $"Expecting operator before the end of the query. {Operators}"
            : $"Expecting operator but got '{token.Text}'. {Operators}");
    }

    private JqlClause.Was Was(string field)
    {
        _at++;
        var isNegated = Current.IsWord("not");
        if (isNegated)
            _at++;
        if (!Current.IsWord("in"))
            return new(field, isNegated, [Operand()], Predicates(WasPredicates));
        _at++;
        return new(field, isNegated, List(), Predicates(WasPredicates));
    }

    private List<JqlPredicate> Predicates(string[] names)
    {
        var predicates = new List<JqlPredicate>();
        while (Array.Find(names, n => Current.IsWord(n)) is { } name)
        {
            _at++;
            predicates.Add(new JqlPredicate(name, Current.Kind == JqlTokenKind.Open ? List() : [Operand()]));
        }

        return predicates;
    }

    private string Field()
    {
        var token = Current;
        if (token.Kind is not (JqlTokenKind.Word or JqlTokenKind.Quoted))
        {
            throw Refuse(token.Kind == JqlTokenKind.End
                ? "Expecting a field name at the end of the query."
                : $"Expecting a field name but got '{token.Text}'. You must surround '{token.Text}' in quotation marks to use it as a field name.");
        }

        if (token.Kind == JqlTokenKind.Word && JqlWords.Reserved.Contains(token.Text))
        {
            throw Refuse(
                $"Expecting a field name but got '{token.Text}'. You must surround '{token.Text}' in quotation marks to use it as a field name.");
        }

        _at++;
        return token.Text;
    }

    private List<JqlOperand> List()
    {
        if (Current.Kind != JqlTokenKind.Open)
        {
            return Operand() is JqlOperand.Function function
                ? [function]
                : throw Refuse($"Expecting '(' but got '{Current.Text}'.");
        }

        _at++;
        var operands = new List<JqlOperand> { Operand() };
        while (Current.Kind == JqlTokenKind.Comma)
        {
            _at++;
            operands.Add(Operand());
        }

        if (Current.Kind != JqlTokenKind.Close)
        {
            throw Refuse(Current.Kind == JqlTokenKind.End
                ? "Expecting ')' before the end of the query."
                : $"Expecting ',' or ')' but got '{Current.Text}'.");
        }

        _at++;
        return operands;
    }

    private JqlOperand Operand()
    {
        var token = Current;
        if (token.Kind is not (JqlTokenKind.Word or JqlTokenKind.Quoted))
        {
            throw Refuse(token.Kind == JqlTokenKind.End
                ? "Expecting either a value, list or function before the end of the query."
                : $"Expecting either a value, list or function but got '{token.Text}'. "
                    + $"You must surround '{token.Text}' in quotation marks to use it as a value.");
        }

        _at++;
        if (token.Kind == JqlTokenKind.Quoted)
            return new JqlOperand.Literal(token.Text);
        if (token.IsWord("empty") || token.IsWord("null"))
            return new JqlOperand.Empty();
        if (Current.Kind == JqlTokenKind.Open)
            return new JqlOperand.Function(token.Text, Arguments());
        if (JqlWords.Reserved.Contains(token.Text))
        {
            _at--;
            throw Refuse(
                $"Expecting either a value, list or function but got '{token.Text}'. "
                + $"You must surround '{token.Text}' in quotation marks to use it as a value.");
        }

        return new JqlOperand.Literal(token.Text);
    }

    private List<string> Arguments()
    {
        _at++;
        var arguments = new List<string>();
        while (Current.Kind is JqlTokenKind.Word or JqlTokenKind.Quoted or JqlTokenKind.Comma)
        {
            if (Current.Kind != JqlTokenKind.Comma)
                arguments.Add(Current.Text);
            _at++;
        }

        if (Current.Kind != JqlTokenKind.Close)
            throw Refuse("Expecting ')' before the end of the query.");
        _at++;
        return arguments;
    }

    private List<JqlSort> OrderBy()
    {
        var sorts = new List<JqlSort>();
        if (!IsOrder())
            return sorts;
        _at += 2;
        do
        {
            if (sorts.Count > 0)
                _at++;
            var field = Field();
            var isDescending = Current.IsWord("desc");
            if (isDescending || Current.IsWord("asc"))
                _at++;
            sorts.Add(new JqlSort(field, isDescending));
        }
        while (Current.Kind == JqlTokenKind.Comma);
        return sorts;
    }

    private JqlRefusal Refuse(string message) =>
        new($"Error in the JQL Query: {message} (line {Current.Line}, character {Current.Column})");
}
