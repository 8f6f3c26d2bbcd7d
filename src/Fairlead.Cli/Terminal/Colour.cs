namespace Fairlead.Cli.Terminal;

/// <summary>The few colours output uses; plain where colours are off.</summary>
internal enum Colour
{
    None,
    Faint,
    Red,
    Yellow,
    Green,
    Blue,
    Bold,
}

internal static class Colouring
{
    public static string In(this string text, Colour colour, Screen screen) =>
        screen.HasColour && colour != Colour.None ? $"\e[{Code(colour)}m{text}\e[0m" : text;

    public static Colour OfSeverity(string severity) => severity switch
    {
        "Critical" or "High" => Colour.Red,
        "Medium" => Colour.Yellow,
        "Low" => Colour.Blue,
        _ => Colour.None,
    };

    private static string Code(Colour colour) => colour switch
    {
        Colour.Faint => "2",
        Colour.Red => "31",
        Colour.Yellow => "33",
        Colour.Green => "32",
        Colour.Blue => "34",
        _ => "1",
    };
}
