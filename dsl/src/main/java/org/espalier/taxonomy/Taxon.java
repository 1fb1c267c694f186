package org.espalier.taxonomy;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A method's place in the survey (Cheng, Zhang and Shi, arXiv 2308.06767), for its row of the catalogue. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Taxon {
    /** The year of publication. */
    int year();

    /** When it prunes. */
    When when();

    /** How it decides. */
    How how();

    /** Authors, title in quotes, venue and year. */
    String paper();
}
