namespace Fairlead.Platform.Http;

/// <summary>Names of the policies that guard route groups; each role includes the ones before it.</summary>
public static class Roles
{
    public const string Viewer = "viewer";
    public const string Editor = "editor";
    public const string Administrator = "administrator";
}
