using System.Reflection;
using System.Text.RegularExpressions;

namespace Fairlead.Storage;

/// <summary>
/// One SQL statement, embedded beside the store that uses it as <c>Name.sql</c>. Where the engines truly differ a twin
/// <c>Name.sqlite.sql</c> or <c>Name.postgres.sql</c> wins on its engine.
/// </summary>
/// <remarks>
/// Lists are written <c>IN @ids</c>. SQLite gets one parameter per element; PostgreSQL gets an array, for which the text
/// is turned into <c>= ANY(@ids)</c>, so that a plan can be reused whatever the length.
/// </remarks>
public sealed partial class SqlText
{
    private readonly string _sqlite;
    private readonly string _postgres;

    /// <param name="store">The type in whose namespace the file lies.</param>
    /// <param name="name">File name without ending, for example <c>Ticket.Link</c>.</param>
    /// <exception cref="InvalidOperationException">No such file is embedded.</exception>
    public SqlText(Type store, string name)
    {
        Name = name;
        var plain = Read(store, $"{name}.sql");
        _sqlite = Read(store, $"{name}.sqlite.sql") ?? plain ?? throw Missing(store, name);
        _postgres = ForPostgres(Read(store, $"{name}.postgres.sql") ?? plain ?? throw Missing(store, name));
    }

    private SqlText(string text)
    {
        Name = "inline";
        _sqlite = text;
        _postgres = ForPostgres(text);
    }

    public string Name { get; }

    /// <summary>A text assembled from a fixed list of parts, such as an allowed sort column; never from input.</summary>
    public static SqlText FromFixedParts(string text) => new(text);

    /// <summary>This text with <paramref name="marker"/> replaced by one of the store's own fixed fragments.</summary>
    public SqlText With(string marker, string fragment) => new(this, marker, fragment);

    /// <summary>This text with <paramref name="marker"/> replaced by a fragment that each engine has its own of.</summary>
    public SqlText With(string marker, SqlText fragment) => new(this, marker, fragment);

    private SqlText(SqlText source, string marker, SqlText fragment)
    {
        Name = source.Name;
        _sqlite = source._sqlite.Replace(marker, fragment._sqlite, StringComparison.Ordinal);
        _postgres = source._postgres.Replace(marker, fragment._postgres, StringComparison.Ordinal);
    }

    private SqlText(SqlText source, string marker, string fragment)
    {
        Name = source.Name;
        _sqlite = source._sqlite.Replace(marker, fragment, StringComparison.Ordinal);
        _postgres = source._postgres.Replace(marker, ForPostgres(fragment), StringComparison.Ordinal);
    }

    public string For(DatabaseEngine engine) => engine == DatabaseEngine.Sqlite ? _sqlite : _postgres;

    public override string ToString() => Name;

    private static string? Read(Type store, string file)
    {
        using var stream = store.Assembly.GetManifestResourceStream($"{store.Namespace}.{file}");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static InvalidOperationException Missing(MemberInfo store, string name) =>
        new($"No {name}.sql is embedded beside {store.Name}.");

    private static string ForPostgres(string text) =>
        InList().Replace(NotInList().Replace(text, "<> ALL(@${list})"), "= ANY(@${list})");

    // Without a limit of time: the texts are our own, and a machine that stood still for a second would fail the start.
    [GeneratedRegex(@"\bNOT\s+IN\s+@(?<list>\w+)", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NotInList();

    [GeneratedRegex(@"\bIN\s+@(?<list>\w+)", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex InList();
}
