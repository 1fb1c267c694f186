package org.espalier.taxonomy;

/**
 * A part of a recipe that has a name of its own: a criterion, a recovery step, a schedule, a pattern. One record per
 * method, whose components are its parameters and whose constructor without arguments holds the defaults.
 */
public interface Method {

    /** The name in recipes, tables and files, for instance {@code "taylor"}. */
    String id();
}
