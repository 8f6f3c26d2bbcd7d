namespace Fairlead.Web.Shell;

/// <summary>The files of docs/examples that a page starts from.</summary>
internal static class Examples
{
    public static string Configuration { get; } = Read("tickets.yaml");

    public static string Rule { get; } = Read("rule.yaml");

    private static string Read(string name)
    {
        using var text = new StreamReader(typeof(Examples).Assembly.GetManifestResourceStream($"Examples/{name}") ?? throw new InvalidOperationException($"{name} is not embedded."));
        return text.ReadToEnd();
    }
}
