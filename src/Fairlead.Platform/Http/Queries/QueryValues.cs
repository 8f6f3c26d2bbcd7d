using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.Http;

/// <summary>
/// The checked query of a request: every parameter is one that the route declared with <c>WithQuery</c>, given once and well-formed.
/// </summary>
public sealed class QueryValues
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    private QueryValues(string binding) => Binding = binding;

    /// <summary>The query without cursor and size, so that a cursor works only for the list that it came from.</summary>
    internal string Binding { get; }

    public T Get<T>(QueryParameter<T> parameter) =>
        _values.TryGetValue(parameter.Name, out var value) ? (T)value! : parameter.Absent;

    /// <summary>Gives a handler its <see cref="QueryValues"/>; the conventions of the API have read them before.</summary>
    public static ValueTask<QueryValues?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<QueryValues>());

    /// <exception cref="ProblemException">A parameter is unknown, given twice, or not well-formed.</exception>
    internal static QueryValues Read(HttpRequest request, IReadOnlyList<QueryParameter> declared)
    {
        var binding = new StringBuilder();
        var read = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, given) in request.Query.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            // The framework's dictionary ignores case; ours does not, and SIZE is not size.
            var parameter = declared.FirstOrDefault(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw Unknown(name, declared);
            if (given.Count != 1)
                throw QueryParameter.Refused(parameter.Name, "given more than once");
            if (!IsSpelledExactly(request, parameter.Name))
                throw QueryParameter.Refused(parameter.Name, $"its name is written '{parameter.Name}', and given once");
            read[parameter.Name] = parameter.ParseBoxed(given[0] ?? "");
            if (parameter.Name is not ("cursor" or "size"))
                binding.Append(parameter.Name).Append('=').Append(given[0]).Append('\n');
        }

        if (declared.FirstOrDefault(d => d.IsRequired && !read.ContainsKey(d.Name)) is { } missing)
            throw QueryParameter.Refused(missing.Name, "is required");

        var values = new QueryValues(binding.ToString());
        foreach (var (name, value) in read)
            values._values[name] = value;
        return values;
    }

    private static bool IsSpelledExactly(HttpRequest request, string name)
    {
        foreach (var pair in new Microsoft.AspNetCore.WebUtilities.QueryStringEnumerable(request.QueryString.Value))
        {
            var given = pair.DecodeName().Span;
            if (given.Equals(name, StringComparison.OrdinalIgnoreCase) && !given.SequenceEqual(name))
                return false;
        }

        return true;
    }

    private static ProblemException Unknown(string name, IReadOnlyList<QueryParameter> declared)
    {
        // size[]=1 is a way to say size twice.
        if (declared.Any(d => name.StartsWith(d.Name + "[", StringComparison.OrdinalIgnoreCase)))
            return QueryParameter.Refused(name.Split('[')[0], "given as a list");
        var known = declared.Count == 0 ? "This route takes none." : $"This route takes {string.Join(", ", declared.Select(d => d.Name))}.";
        return new ProblemException(
            Problem.AtParameter(ProblemKind.UnknownQueryParameter, Problem.Quote(name).Trim('\''), $"There is no query parameter {Problem.Quote(name)}. {known}"));
    }
}
