namespace Fairlead.Sandbox.Search.Jql;

/// <summary>A parsed query.</summary>
/// <param name="Where">Null when there is no restriction.</param>
internal sealed record JqlQuery(JqlClause? Where, IReadOnlyList<JqlSort> OrderBy);

internal sealed record JqlSort(string Field, bool IsDescending);

internal abstract record JqlClause
{
    private JqlClause()
    {
    }

    public sealed record And(IReadOnlyList<JqlClause> Parts) : JqlClause;

    public sealed record Or(IReadOnlyList<JqlClause> Parts) : JqlClause;

    public sealed record Not(JqlClause Inner) : JqlClause;

    /// <param name="IsNegated">For <c>!=</c>, <c>!~</c>, <c>not in</c> and <c>is not</c>.</param>
    public sealed record Term(string Field, JqlOperator Operator, bool IsNegated, IReadOnlyList<JqlOperand> Operands) : JqlClause
    {
        /// <summary>The operator as it was written, for messages.</summary>
        public required string Written { get; init; }
    }

    /// <summary>Whether the field has or had one of the values.</summary>
    public sealed record Was(
        string Field, bool IsNegated, IReadOnlyList<JqlOperand> Operands, IReadOnlyList<JqlPredicate> Predicates) : JqlClause;

    public sealed record Changed(string Field, IReadOnlyList<JqlPredicate> Predicates) : JqlClause;
}

/// <param name="Name"><c>after</c>, <c>before</c>, <c>by</c>, <c>during</c>, <c>on</c>, <c>from</c> or <c>to</c>.</param>
internal sealed record JqlPredicate(string Name, IReadOnlyList<JqlOperand> Operands);

internal enum JqlOperator
{
    Equals,
    In,
    Contains,
    Is,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal abstract record JqlOperand
{
    private JqlOperand()
    {
    }

    public sealed record Literal(string Text) : JqlOperand;

    public sealed record Empty : JqlOperand;

    public sealed record Function(string Name, IReadOnlyList<string> Arguments) : JqlOperand;
}

/// <summary>The query is refused, with Jira's messages.</summary>
internal sealed class JqlRefusal(params IReadOnlyList<string> messages) : Exception(messages[0])
{
    public IReadOnlyList<string> Messages => messages;
}
